/** `/`: what the simulator is doing, for a person watching. One file, nothing loaded from elsewhere. */
export const STATE_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>WeChat simulator</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; color: #1f2328; background: #f6f8fa; }
  h1 { font-size: 1.3rem; margin: 0; } h2 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
  header { border-left: 6px solid #07c160; padding-left: .8rem; }
  .numbers { display: flex; flex-wrap: wrap; gap: .6rem; }
  .numbers div { background: #fff; border: 1px solid #d0d7de; border-radius: 6px; padding: .4rem .8rem; min-width: 7rem; }
  .numbers b { display: block; font-size: 1.2rem; font-variant-numeric: tabular-nums; }
  table { border-collapse: collapse; width: 100%; background: #fff; font-variant-numeric: tabular-nums; }
  th, td { border: 1px solid #d0d7de; padding: .2rem .5rem; text-align: left; } th { background: #eef1f4; }
  .gone { color: #b35900; }
</style>
<header>
  <h1>WeChat simulator</h1>
  <div>A stand-in for api.weixin.qq.com. Nobody real is reached. <span id="status" role="status"></span></div>
</header>
<main id="main"></main>
<script>
  const text = (value) => value === null || value === undefined ? "" : String(value);
  const make = (tag, content) => { const e = document.createElement(tag); if (content !== undefined) e.textContent = text(content); return e; };
  const time = (ms) => new Date(ms).toLocaleTimeString();
  function numbers(pairs) {
    const box = make("div"); box.className = "numbers";
    for (const [label, value] of pairs) { const cell = make("div"); cell.append(make("b", value), label); box.append(cell); }
    return box;
  }
  function table(heads, rows) {
    const t = make("table"), head = make("tr");
    for (const h of heads) head.append(make("th", h));
    t.append(head);
    for (const row of rows) { const tr = make("tr"); for (const c of row) tr.append(make("td", c)); t.append(tr); }
    return t;
  }
  function section(title, ...parts) { const s = make("section"); s.append(make("h2", title), ...parts); return s; }
  function app(a) {
    return section(a.appId + " (" + a.kind + " account)",
      numbers([["followers", a.followers.toLocaleString()], ["mass jobs", a.jobs], ["sending", a.sending], ["deliveries", a.deliveries.toLocaleString()],
        ["tokens issued", a.tokensIssued.token + a.tokensIssued.stable], ["tags", a.tags.length], ["blacklisted", a.blacklisted]]),
      make("h2", "Latest mass jobs"),
      table(["msg_id", "clientmsgid", "accepted", "state", "status", "total", "after filter", "sent", "errors"],
        a.latestJobs.map((j) => [j.msgId, j.clientMsgId, time(j.acceptedAt), j.state, j.state === "SENDING" ? "" : j.status, j.totalCount, j.filterCount, j.sentCount, j.errorCount])));
  }
  function show(s) {
    document.getElementById("main").replaceChildren(
      ...s.apps.map(app),
      section("Callbacks", numbers(Object.entries(s.callbacks))),
      section("Faults ordered", table(["id", "path", "kind", "struck"], s.faults.map((f) => [f.id, f.path, f.kind, f.struck]))),
      section("Latest calls", table(["at", "path", "result", "ms"], s.recentCalls.map((c) => [time(c.at), c.path, c.outcome, c.tookMs]))));
  }
  async function refresh() {
    const status = document.getElementById("status");
    try {
      const raw = await (await fetch("/_simulator/state")).text();
      // msg_id is a 64-bit integer, beyond what a browser's JSON keeps.
      const state = JSON.parse(raw.replace(/"(msgId|msgDataId)":(\\d+)/g, '"$1":"$2"'));
      status.textContent = "Its clock: " + new Date(state.now).toLocaleString(); status.className = "";
      show(state);
    } catch { status.textContent = "The simulator does not answer."; status.className = "gone"; }
    setTimeout(refresh, 1000);
  }
  refresh();
</script>
</html>
`;
