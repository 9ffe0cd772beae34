import { vi } from "vitest";
import { type CallbackOptions, startSimulator } from "../../../src/simulator/index.js";
import { benchOn } from "../../simulator/support.js";
import { APP } from "../../simulator/support-app.js";
import { type Recorded, startRecorder } from "./recorder.js";

export const CALLBACK = { token: "a-callback-token", encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" };
export const MSG_ID = 9_007_199_254_740_993n;

export interface Pushes {
  subscribed: Recorded;
  massSendFinished: Recorded;
}

/** What the simulator pushes to `target` (a server; its answers count) when `newcomer` follows and a mass send ends. */
export async function collectPushes(mode: CallbackOptions["mode"], newcomer: number, target: string): Promise<Pushes> {
  const recorder = await startRecorder(target);
  const callback = { ...CALLBACK, mode, url: `${recorder.url}/wechat/callback/${APP.appId}` };
  const sim = await startSimulator({ apps: [{ ...APP, callback }], followers: 60, firstMsgId: MSG_ID, speedFactor: 1_000 });
  try {
    const bench = await benchOn(sim);
    await bench.control("POST events", { event: "subscribe", follower: newcomer });
    const [subscribed] = await pushed(recorder.recorded, 1);
    await bench.post("message/mass/sendall", { filter: { is_to_all: true }, msgtype: "text", text: { content: "您好" } });
    const [, massSendFinished] = await pushed(recorder.recorded, 2);
    if (!subscribed || !massSendFinished) throw new Error("the simulator did not push");
    return { subscribed, massSendFinished };
  } finally {
    await sim.close();
    await recorder.close();
  }
}

async function pushed(recorded: readonly Recorded[], count: number): Promise<readonly Recorded[]> {
  await vi.waitUntil(() => recorded.length >= count, { timeout: 20_000 });
  return recorded;
}
