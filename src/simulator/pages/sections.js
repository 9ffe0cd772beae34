// What the state looks like: one function a section.
import { make, show } from "./morph.js";
import { bar, nothing, number, outcomePill, pill, short, shortPath, span, spark, timeOf } from "./parts.js";

const MOST_PATHS = 16;
const MINUTES = 20;
const at = (id) => document.getElementById(id);
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

export function showState(state, app) {
  showTiles(state, app);
  showJobs(app);
  showPaths(state.calls);
  showCalls(state.recentCalls);
  showFaults(state.faults);
  showTalks(state.talks);
  showCallbacks(state, app);
  showQuotas(app);
  showTokens(app);
  showTags(app);
}

function showTiles(state, app) {
  const { callbacks } = state;
  const calls = sum(Object.values(state.calls).map((path) => path.calls));
  const tile = (name, chinese, value, note, drawing = null) =>
    make(
      "div",
      { class: "tile", key: name },
      make("span", { class: "label" }, name, " ", make("span", { lang: "zh" }, chinese)),
      make("strong", {}, value),
      make("span", { class: "note" }, note),
      drawing,
    );
  show(
    at("tiles"),
    tile("Followers", "粉丝", short(app.followers), `${number(app.blacklisted)} blacklisted`),
    tile("Mass sends", "群发", short(app.jobs), app.sending > 0 ? `${number(app.sending)} sending now` : "none under way"),
    tile("Deliveries", "送达", short(app.deliveries), "reached a person"),
    tile(
      "Calls",
      "接口调用",
      short(calls),
      `${number(state.callsPerMinute.at(-1))} this minute`,
      spark(state.callsPerMinute.slice(-MINUTES), "Calls"),
    ),
    tile(
      "Callbacks",
      "回调",
      short(callbacks.acknowledged),
      callbacks.givenUp > 0 ? `acknowledged, ${number(callbacks.givenUp)} given up` : "acknowledged",
      spark(state.callbacksPerMinute.slice(-MINUTES), "Callbacks"),
    ),
  );
}

const STATES = { SENDING: "info", SEND_SUCCESS: "good", SEND_FAIL: "bad", DELETE: "dim" };

function showJobs(app) {
  at("jobs-note").textContent = app.jobs > app.latestJobs.length ? `the latest ${app.latestJobs.length} of ${number(app.jobs)}` : "";
  if (app.latestJobs.length === 0)
    return show(at("jobs"), nothing("Nothing was sent yet. A call of message/mass/send appears here at once."));
  show(
    at("jobs"),
    make(
      "ol",
      { class: "jobs" },
      app.latestJobs.map((job) => jobItem(job, app)),
    ),
  );
}

function jobItem(job, app) {
  const sending = job.state === "SENDING";
  const share = job.sentCount === 0 ? 1 : job.sentSoFar / job.sentCount;
  const tag = app.tags.find(({ id }) => id === job.tagId);
  const targets = { all: "everyone", openids: job.totalCount > 0 ? `${number(job.totalCount)} openids` : "listed openids" };
  const target = targets[job.kind] ?? `tag ${tag?.name ?? job.tagId}`;
  const filtered = job.totalCount - job.filterCount;
  const said = sending ? "sending" : job.state === "DELETE" ? "deleted" : job.status;
  const facts = [
    job.sentCount === 0 ? "delivered to nobody" : `${number(job.sentSoFar)} of ${number(job.sentCount)} delivered`,
    filtered > 0 ? `${number(filtered)} filtered` : null,
    job.errorCount > 0 ? `${number(job.errorCount)} failed` : null,
  ];
  return make(
    "li",
    { key: job.msgId },
    make(
      "div",
      { class: "job-head" },
      make("span", { class: "mono strong" }, job.msgId),
      pill(said, STATES[job.state] ?? "dim"),
      make("span", { class: "time" }, timeOf(job.acceptedAt)),
    ),
    make(
      "div",
      { class: "job-what" },
      `${job.msgtype} to ${target}`,
      make("span", { class: "mono dim clip", title: job.clientMsgId }, job.clientMsgId),
    ),
    bar(share, `msg_id ${job.msgId}`, job.state === "SEND_FAIL" ? "bad" : sending ? "info moving" : "good"),
    make("div", { class: "job-counts" }, facts.filter(Boolean).join(" · ")),
  );
}

function showPaths(calls) {
  const paths = Object.entries(calls).sort(([, a], [, b]) => b.calls - a.calls);
  if (paths.length === 0) return show(at("paths"), nothing("No calls yet."));
  const rows = paths.slice(0, MOST_PATHS).map(([path, { calls: count, outcomes, perMinute }]) =>
    make(
      "li",
      { key: path },
      make("span", { class: "mono path clip", title: path }, shortPath(path)),
      make("span", { class: "count" }, number(count)),
      spark(perMinute.slice(-MINUTES), path),
      make(
        "span",
        { class: "pills" },
        Object.entries(outcomes)
          .sort(([, a], [, b]) => b - a)
          .slice(0, 4)
          .map(([outcome, times]) => outcomePill(outcome, times)),
      ),
    ),
  );
  const rest = paths.length - rows.length;
  show(at("paths"), make("ul", { class: "paths" }, rows), rest > 0 && make("p", { class: "nothing" }, `and ${rest} more`));
}

function showCalls(recent) {
  if (recent.length === 0) return show(at("calls"), nothing("No calls yet."));
  const row = ({ at: when, path, outcome, tookMs }) =>
    make(
      "tr",
      {},
      make("td", { class: "time" }, timeOf(when)),
      make("td", { class: "mono path" }, shortPath(path)),
      make("td", {}, outcomePill(outcome)),
      make("td", { class: "right" }, `${number(tookMs)} ms`),
    );
  const head = make(
    "tr",
    {},
    ["Time", "Path", "Result", "Took"].map((name) => make("th", { scope: "col", class: name === "Took" ? "right" : null }, name)),
  );
  show(at("calls"), make("table", {}, make("thead", {}, head), make("tbody", {}, recent.map(row))));
}

function showFaults(faults) {
  if (faults.length === 0) return show(at("faults"), nothing("None ordered."));
  const item = (fault) =>
    make(
      "li",
      { key: fault.id, class: fault.left === 0 ? "done" : null },
      make("span", { class: "strong" }, fault.errcode === undefined ? (fault.status ?? fault.kind) : `errcode ${fault.errcode}`),
      make("span", { class: "mono dim clip", title: fault.path }, shortPath(fault.path)),
      make("span", { class: "note" }, `struck ${fault.struck}${fault.left === null ? "" : ` · ${fault.left} left`}`),
      fault.left !== 0 &&
        make(
          "button",
          {
            type: "button",
            class: "quiet",
            "data-call": "DELETE faults",
            "data-body": JSON.stringify({ id: fault.id }),
            "data-label": "fault called off",
            "aria-label": `Call fault ${fault.id} off`,
          },
          "✕",
        ),
    );
  show(at("faults"), make("ul", { class: "list" }, faults.toReversed().slice(0, 12).map(item)));
}

function showTalks(talks) {
  const item = ({ id, what, count, done, ratePerSecond }) =>
    make(
      "li",
      { key: id },
      make("span", { class: "strong" }, what),
      bar(done / count, what, "info"),
      make("span", { class: "note" }, `${number(done)} of ${number(count)}, ${ratePerSecond} a second`),
    );
  show(at("talks"), talks.length > 0 && make("ul", { class: "list talks" }, talks.map(item)));
}

const ANSWERS = { success: "good", empty: "good", reply: "good", invalid: "bad", refused: "bad", "no answer": "bad" };
const OUTCOMES = { acknowledged: "good", replied: "good", "given up": "bad", dropped: "warn", stopped: "dim" };

function showCallbacks({ callbacks, recentCallbacks }, app) {
  at("callback-note").textContent = app.callback ? `${app.callback.mode}, ${app.callback.format}` : "";
  const parts = [
    ["events", callbacks.events],
    ["posts", callbacks.posts],
    ["replies", callbacks.replied],
    ["invalid", callbacks.invalidReplies],
    ["given up", callbacks.givenUp],
  ];
  const facts = make(
    "p",
    { class: "facts" },
    parts.map(([name, value]) => make("span", {}, make("b", {}, number(value)), ` ${name}`)),
  );
  const address = app.callback
    ? make("p", { class: "mono dim clip", title: app.callback.url }, app.callback.url)
    : nothing("This account has no callback address.");
  const mine = recentCallbacks.filter(({ appId }) => appId === app.appId);
  show(at("callbacks"), address, facts, make("ul", { class: "list callbacks" }, mine.map(callbackItem)));
}

function callbackItem({ id, at: when, event, openid, msgId, fault, tries, outcome }) {
  const last = tries.at(-1);
  const dots = tries.slice(0, 9).map(({ answer, status, tookMs, problem }) => {
    const title = [answer, status ? `HTTP ${status}` : null, `${tookMs} ms`, problem].filter(Boolean).join(", ");
    return make("span", { class: `dot ${ANSWERS[answer]}`, title, role: "img", "aria-label": title });
  });
  const said = last?.reply ? `“${last.reply.content}”` : last?.problem;
  return make(
    "li",
    { key: id },
    make("span", { class: "strong clip", title: event }, event),
    make("span", { class: "mono dim clip", title: msgId ?? openid }, msgId ?? `…${openid.slice(-6)}`),
    make("span", { class: "dots" }, dots),
    pill(outcome ?? "pushing", OUTCOMES[outcome] ?? "info"),
    make("span", { class: "time" }, timeOf(when)),
    (said || fault) && make("span", { class: "said", title: said }, fault && pill(fault, "warn"), said),
  );
}

function showQuotas({ quotas, quotaResets }) {
  at("quota-note").textContent = `clear_quota ${quotaResets.thisMonth} of ${quotaResets.of} this month`;
  const limited = quotas.filter(({ limit }) => limit !== null).sort((a, b) => b.used / b.limit - a.used / a.limit);
  if (limited.length === 0) return show(at("quotas"), nothing("Nothing used today."));
  const item = ({ name, used, limit }) =>
    make(
      "li",
      { key: name },
      make("span", { class: "mono clip", title: name }, shortPath(name)),
      make("span", { class: "note" }, `${number(used)} / ${number(limit)}`),
      bar(used / limit, name, used >= limit ? "bad" : used / limit > 0.8 ? "warn" : "good"),
    );
  show(at("quotas"), make("ul", { class: "list quotas" }, limited.slice(0, 10).map(item)));
}

function showTokens({ tokens }) {
  const line = (name, { issued, secondsLeft, forced }) =>
    make(
      "li",
      { key: name },
      make("span", { class: "mono" }, name),
      make("span", { class: "note" }, `${number(issued)} issued${forced ? `, ${number(forced)} forced` : ""}`),
      secondsLeft === null ? pill("none alive", "dim") : pill(`${span(secondsLeft)} left`, secondsLeft < 300 ? "warn" : "good"),
    );
  show(at("tokens"), make("ul", { class: "list tokens" }, line("stable_token", tokens.stable), line("token", tokens.token)));
}

function showTags({ tags }) {
  at("tags-note").textContent = `${tags.length}`;
  const sorted = [...tags].sort((a, b) => b.count - a.count);
  show(
    at("tags"),
    make(
      "ul",
      { class: "tags" },
      sorted.slice(0, 40).map(({ id, name, count }) => make("li", { key: id, title: `id ${id}` }, name, make("b", {}, short(count)))),
    ),
  );
}
