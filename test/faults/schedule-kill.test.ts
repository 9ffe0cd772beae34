import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MortalServer, until } from "../support/mortal-server.js";

const FOLLOWERS = 120;
/** Each send reaches people of its own: WeChat gives each of them four messages a month. */
const PEOPLE = 12;
const BATCH = 4;
/** From the schedule to its moment. */
const AHEAD_MS = 2_000;
/** When the process dies, counted from the moment: before it, at it, and while the send goes out. */
const KILLS_MS = [-500, -100, -20, 0, 20, 60, 150];
const LATE_MS = 64_000;

let server: MortalServer;
let openids: string[];

beforeAll(async () => {
  server = await MortalServer.start(FOLLOWERS, { MASS_SEND_BATCH_SIZE: String(BATCH), MASS_SEND_RESULT_OVERDUE_SECONDS: "5" });
  openids = (await server.followers(FOLLOWERS)).openids;
}, 180_000);
afterAll(() => server?.close());

interface Send {
  status: string;
  error: string | null;
  scheduledFor: string | null;
  startedAt: string | null;
  progress: { recipients: number; accepted: number };
}
const read = async (id: string) =>
  (
    await server.ask<{ massSend: Send }>(
      "query($id: ID!) { massSend(id: $id) { status error scheduledFor startedAt progress { recipients accepted } } }",
      { id },
    )
  ).massSend;

async function scheduled(at: number, ifLate: string): Promise<string> {
  const audience = { openids: openids.splice(0, PEOPLE) };
  const { createMassSend } = await server.ask<{ createMassSend: { id: string } }>(
    'mutation($a: AudienceInput!) { createMassSend(input: { name: "kill", audience: $a, content: { text: "hello" } }) { id } }',
    { a: audience },
  );
  const { id } = createMassSend;
  const moment = new Date(at).toISOString();
  await server.ask(`mutation($id: ID!) { scheduleMassSend(id: $id, at: "${moment}", ifLate: ${ifLate}) { status } }`, { id });
  return id;
}

async function mustBeSentOnce(id: string, at: number): Promise<void> {
  await until(async () => (await read(id)).status === "COMPLETED");
  const send = await read(id);
  expect(send).toMatchObject({ error: null, progress: { recipients: PEOPLE, accepted: PEOPLE } });
  expect(Date.parse(send.startedAt ?? "")).toBeGreaterThanOrEqual(at);
  expect(await server.ledger(id)).toMatchObject({
    ...{ jobs: PEOPLE / BATCH, recipients: PEOPLE, deliveredOnce: PEOPLE, deliveredMoreThanOnce: 0 },
  });
}

describe("kill -9 around a schedule's moment", () => {
  it.each(KILLS_MS)("%i ms from it: the send goes out once, and not before", { timeout: 180_000 }, async (killMs) => {
    const at = Date.now() + AHEAD_MS;
    const id = await scheduled(at, "SEND");
    await sleep(at + killMs - Date.now());
    await server.die();
    await server.live();
    await mustBeSentOnce(id, at);
  });

  it("and a restart over a minute late: SKIP sends nothing and says why, the others send once", { timeout: 300_000 }, async () => {
    const at = Date.now() + AHEAD_MS;
    const [skipped, within, always] = [
      await scheduled(at, "SKIP"),
      await scheduled(at, "SEND_WITHIN_15_MINUTES"),
      await scheduled(at, "SEND"),
    ];
    await server.die();
    await sleep(at + LATE_MS - Date.now());
    await server.live();
    await until(async () => (await read(skipped)).status !== "SCHEDULED");
    const { status, error, scheduledFor, startedAt } = await read(skipped);
    expect({ status, scheduledFor, startedAt }).toEqual({ status: "DRAFT", scheduledFor: null, startedAt: null });
    expect(error).toMatch(/nobody ran until .* later, and SKIP does not send it then\. Nothing was sent/);
    expect(await server.ledger(skipped)).toMatchObject({ jobs: 0 });
    await mustBeSentOnce(within, at);
    await mustBeSentOnce(always, at);
  });
});
