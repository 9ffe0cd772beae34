// What the buttons order. Each button carries its control call; one listener sends them all.
import { make, show } from "./morph.js";

const MASS = "/cgi-bin/message/mass/*";
const TEXTS = ["在吗？", "什么时候发货？", "优惠券怎么用？", "谢谢！", "门店地址在哪里？", "可以退换吗？", "有新品吗？", "人工客服"];

export const FAULTS = [
  ["Mass send: reply lost after acting", { path: MASS, kind: "timeout-after", delayMs: 8000 }],
  ["Mass send: 502 after acting", { path: MASS, kind: "http-502", when: "after" }],
  ["Mass send: -1 before acting", { path: MASS, kind: "errcode", errcode: -1 }],
  ["Mass job: err(30003)", { path: "job", kind: "status", status: "err(30003)" }],
  ["Token expires", { path: "/cgi-bin/message/*", kind: "expire-token" }],
  ["Quota gone: 45009", { path: "/cgi-bin/*", kind: "errcode", errcode: 45009, times: 3 }],
  ["One call in five slow", { path: "/cgi-bin/*", kind: "slow", delayMs: 2000, probability: 0.2, times: 50 }],
  ["Truncated JSON", { path: "/cgi-bin/*", kind: "truncated" }],
  ["Callback ×3", { path: "callback", kind: "duplicate", copies: 3 }],
  ["Callback late", { path: "callback", kind: "late", delayMs: 60_000 }],
  ["Callback dropped", { path: "callback", kind: "drop" }],
  ["Callback forged first", { path: "callback", kind: "forged" }],
];

export const EVENTS = [
  ["Someone follows", { event: "subscribe", count: 1 }],
  ["Someone leaves", { event: "unsubscribe", count: 1 }],
  ["Scans a QR code", { event: "SCAN", scene: "shop-42", count: 1 }],
  ["Tells a location", { event: "LOCATION", latitude: 23.137466, longitude: 113.352425, count: 1 }],
  ["Taps the menu", { event: "CLICK", key: "TODAY", count: 1 }],
  ["Writes", { message: "text", content: TEXTS[0], count: 1 }],
  ["60 write, 4 a second", { message: "text", content: TEXTS, count: 60, ratePerSecond: 4 }],
  ["100 follow, 10 a second", { event: "subscribe", count: 100, ratePerSecond: 10 }],
];

/** Fills the two boxes of buttons. Mentioned with each order: the account chosen, where there are several. */
export function showOrders() {
  show(document.getElementById("fault-orders"), FAULTS.map(button("POST faults")));
  show(document.getElementById("event-orders"), EVENTS.map(button("POST events")));
}

function button(call) {
  return ([label, body]) =>
    make("button", { type: "button", "data-call": call, "data-body": JSON.stringify(body), "data-label": label }, label);
}

/** Sends what a clicked button orders, tells how it went, and has the page read anew. */
export function listen({ appId, tell, refresh }) {
  document.addEventListener("click", async ({ target }) => {
    const clicked = target instanceof Element ? target.closest("button[data-call]") : null;
    if (!clicked) return;
    const { call, body = "{}", label = clicked.textContent } = clicked.dataset;
    const ofAccount = call === "POST faults" || call === "POST events";
    const problem = await send(call, { ...JSON.parse(body), ...(ofAccount && appId() !== null ? { appId: appId() } : {}) });
    tell(problem ?? `Ordered: ${label}`, problem !== null);
    await refresh();
  });
}

/** Null when it was done, else what is wrong. */
async function send(call, body) {
  const [method, path] = call.split(" ");
  try {
    const response = await fetch(`/_simulator/${path}`, { method, body: JSON.stringify(body) });
    return response.ok ? null : (await response.json()).error;
  } catch {
    return "The simulator does not answer.";
  }
}
