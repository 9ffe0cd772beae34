// Reads the state once a second while somebody looks, and lets the clock run on in between.
import { make, show } from "./morph.js";
import { listen, showOrders } from "./orders.js";
import { dateTimeOf, span } from "./parts.js";
import { showState } from "./sections.js";

const EVERY_MS = 1000;
const NOTICE_MS = 6000;
const at = (id) => document.getElementById(id);

let state = null;
let readAt = 0;
let chosen = null;
let noticeTimer;

async function refresh() {
  const text = await (await fetch("/_simulator/state")).text();
  // msg_id is a 64-bit integer, beyond what a browser's JSON keeps.
  state = JSON.parse(text.replace(/"(msgId|msgDataId)":(\d+)/g, '"$1":"$2"'));
  readAt = performance.now();
  const app = state.apps.find(({ appId }) => appId === chosen) ?? state.apps[0];
  showApps(app);
  showClock();
  showState(state, app);
}

function showApps(app) {
  at("app-choice").hidden = state.apps.length < 2;
  chosen = app.appId;
  const options = state.apps.map(({ appId, kind }) =>
    make("option", { key: appId, value: appId, selected: appId === chosen }, `${appId} (${kind})`),
  );
  show(at("app"), options);
}

function showClock() {
  if (!state) return;
  const now = state.now + (performance.now() - readAt) * state.clockSpeed;
  at("clock").textContent = dateTimeOf(now);
  const ahead = Math.round(state.clockOffsetMs / 1000);
  const speed = state.clockSpeed === 0 ? "stands still" : `runs ×${state.clockSpeed}`;
  at("clock-note").textContent =
    `Shanghai · ${speed}${Math.abs(ahead) > 1 ? ` · ${span(Math.abs(ahead))} ${ahead > 0 ? "ahead" : "behind"}` : ""}`;
  for (const button of at("speeds").children)
    button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === state.clockSpeed));
}

function tell(text, isProblem) {
  clearTimeout(noticeTimer);
  const notice = at("notice");
  notice.textContent = text;
  notice.className = isProblem ? "notice bad" : "notice";
  notice.hidden = false;
  noticeTimer = setTimeout(() => {
    notice.hidden = true;
  }, NOTICE_MS);
}

async function watch() {
  if (!document.hidden) {
    try {
      await refresh();
      document.body.classList.remove("gone");
    } catch {
      document.body.classList.add("gone");
      at("clock-note").textContent = "the simulator does not answer";
    }
  }
  setTimeout(watch, EVERY_MS);
}

at("app").addEventListener("change", async ({ target }) => {
  chosen = target.value;
  await refresh();
});
showOrders();
listen({ appId: () => (state && state.apps.length > 1 ? chosen : null), tell, refresh });
setInterval(showClock, 200);
await watch();
