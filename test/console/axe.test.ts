import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSend, until } from "../support/mass-sends.js";
import { createWorld, Role, type World } from "../support/world.js";
import { launch, openAs, seriousFindings, type Tab } from "./browser.js";

const PHONE = { width: 390, height: 844 };
let world: World;
let browser: Browser;
let draft: string;
let done: string;
let timed: string;
beforeAll(async () => {
  world = await createWorld({ followers: 300, batchSize: 50 });
  browser = await launch();
  const approver = await world.operator(Role.APPROVER);
  draft = (await createSend(approver)).id;
  done = (await createSend(approver)).id;
  await approver.get("mutation($id: ID!) { startMassSend(id: $id) { id } }", { id: done });
  await until(approver, done, ({ status }) => status === "COMPLETED");
  timed = (await createSend(approver)).id;
  const at = new Date(Date.now() + 86_400_000).toISOString();
  await approver.get("mutation($id: ID!, $at: DateTime!) { scheduleMassSend(id: $id, at: $at) { id } }", { id: timed, at });
  const input = { name: "年轻女性", audience: { all: [{ sex: "FEMALE" }, { age: { max: 40 } }] } };
  await approver.get("mutation($input: SegmentInput!) { createSegment(input: $input) { id } }", { input });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const NESTED = encodeURIComponent('{"any":[{"all":[{"sex":"FEMALE"},{"not":{"vip":true}}]},{"provinceId":310000}]}');
/** Every page, and what shows that it is there; what is in braces is made before. */
const ADDRESSES: [string, RegExp][] = [
  ["/", /位粉丝/],
  ["/users", /位用户/],
  ["/users?user=1", /位用户/],
  [`/tags?audience=${NESTED}`, /多少人/],
  ["/tags/list", /个标签/],
  ["/tags/segments", /个人群/],
  ["/tags/jobs", /任务/],
  ["/sends", /次群发/],
  ["/sends/new", /要发什么/],
  ["/sends/new?step=audience", /发给谁/],
  ["/sends/{draft}?step=estimate", /怎样/],
  ["/sends/{draft}?step=confirm", /上新/],
  ["/sends?status=COMPLETED", /次群发/],
  ["/materials", /份素材/],
  ["/materials?upload=VIDEO", /份素材/],
  ["/users?export=1", /位用户/],
  ["/sends/{done}/recipients", /冻结人群/],
  ["/sends/{timed}", /自动发送/],
  ["/settings", /已连接微信/],
  ["/settings/webhooks", /个 Webhook/],
  ["/settings/operators", /位操作员/],
  ["/settings/keys", /个 API 密钥/],
  ["/settings/deletions", /注销请求/],
  ["/settings/audit", /条操作记录/],
  ["/sends/{done}", /已完成|等待回执|已提交/],
];

function filled(address: string): string {
  return address.replace("{draft}", draft).replace("{done}", done).replace("{timed}", timed);
}

/** What moves in is judged once it stands still: half transparent, any text is too pale. What never ends is not waited for. */
const STOOD_STILL = `Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.getComputedTiming().endTime < 5_000)
  .map((animation) => animation.finished.catch(() => null)))`;
const STILL = { reducedMotion: "reduce" as const };
const LOOKS = {
  light: { ...STILL, colorScheme: "light" as const },
  dark: { ...STILL, colorScheme: "dark" as const },
  "a phone": { ...STILL, colorScheme: "light" as const, viewport: PHONE },
};

describe.each(Object.keys(LOOKS) as (keyof typeof LOOKS)[])("axe finds nothing serious: %s", (look) => {
  let tab: Tab;
  beforeAll(async () => {
    tab = await openAs(browser, world, await world.operator(Role.ADMIN), LOOKS[look]);
  });
  it.each(ADDRESSES)("%s", async (address, heading) => {
    const { page, complaints } = tab;
    await page.goto(filled(address));
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page.evaluate(STOOD_STILL);
    expect(await seriousFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
