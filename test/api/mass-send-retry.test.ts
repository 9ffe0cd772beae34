import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { act, batchesOf, createSend, ledgerOf, readSend, SEND, type Send, until } from "../support/mass-sends.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

let world: World;
let operator: Client;
let approver: Client;
beforeAll(async () => {
  world = await createWorld({ followers: 600, batchSize: 60 });
  operator = await world.operator(Role.OPERATOR);
  approver = await world.operator(Role.APPROVER);
});
afterAll(() => world.close());
beforeEach(() => world.simulator.faults.clear());

const MEN = { sex: "MALE" };
const FIELDS = `${SEND} retryOfId approvedBy { id }`;
type Retry = Send & { retryOfId: string | null; approvedBy: object | null; rule: { text: string; json: string } };

const retry = async (id: string, client = operator) =>
  (await client.get<{ retryMassSend: Retry }>(`mutation { retryMassSend(id: "${id}") { ${FIELDS} } }`)).retryMassSend;
const refusal = async (id: string, client = operator) =>
  (await client.ask(`mutation { retryMassSend(id: "${id}") { id } }`)).errors?.[0]?.extensions?.code;
const isOver = ({ status }: Send) => ["COMPLETED", "FAILED", "CANCELLED"].includes(status);
const count = async (audience: object) =>
  (
    await operator.get<{ tagPreview: { count: number } }>("query($a: AudienceInput!) { tagPreview(audience: $a) { count } }", {
      a: audience,
    })
  ).tagPreview.count;

/** A send of which the second batch was refused. */
async function partlyRefused(): Promise<Send> {
  world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "errcode", errcode: 40003, skip: 1 });
  const { id } = await createSend(operator, { audience: MEN });
  await act(approver, "start", id);
  return until(operator, id, isOver);
}

describe("retryMassSend", () => {
  it("is for exactly those whom the first one did not reach, and reaches them once", async () => {
    const first = await partlyRefused();
    const refused = batchesOf(first).filter(({ status }) => status === "REJECTED");
    expect(refused).toHaveLength(1);
    const draft = await retry(first.id);
    expect(draft).toMatchObject({ name: "上新 (重试)", status: "DRAFT", retryOfId: first.id, approvedBy: null });
    expect(draft.rule).toEqual({
      text: "群发「上新」中被拒绝或未发出的批次里的用户",
      json: JSON.stringify({ unreachedBy: first.id }),
    });
    expect(await count(JSON.parse(draft.rule.json) as object)).toBe(refused[0]?.size);
    await act(approver, "start", draft.id);
    const second = await until(operator, draft.id, isOver);
    expect(second).toMatchObject({ status: "COMPLETED", progress: { recipients: refused[0]?.size } });
    const jobs = [first, second].flatMap((send) => ledgerOf(world, send).jobs);
    const { recipients, deliveries } = world.simulator.account(world.tenant.appId).ledger.summarize(jobs);
    expect(recipients).toBe(first.progress.recipients);
    expect(deliveries).toBe(first.progress.recipients);
  });

  it("once at a time: a draft that was cancelled gives way to another", async () => {
    const first = await partlyRefused();
    const [a, b] = await Promise.all([1, 2].map(() => operator.ask(`mutation { retryMassSend(id: "${first.id}") { id } }`)));
    expect([a, b].filter((answer) => answer?.errors === undefined)).toHaveLength(1);
    expect(await refusal(first.id)).toBe("CONFLICT");
    const made = [a, b].find((answer) => answer?.errors === undefined)?.data as { retryMassSend: { id: string } };
    await act(approver, "cancel", made.retryMassSend.id);
    const again = await retry(first.id);
    expect(await refusal(again.id)).toBe("CONFLICT");
    // A retry that came to nothing is retried itself.
    world.simulator.faults.order({ path: "/cgi-bin/message/mass/send", kind: "errcode", errcode: 40003 });
    await act(approver, "start", again.id);
    expect(await until(operator, again.id, isOver)).toMatchObject({ status: "FAILED" });
    expect(await refusal(first.id)).toBe("CONFLICT");
    expect(await retry(again.id)).toMatchObject({ name: "上新 (重试 2)", rule: { json: JSON.stringify({ unreachedBy: again.id }) } });
  });

  it("of a draft that was cancelled: for everybody it was for", async () => {
    const { id } = await createSend(operator, { audience: MEN });
    await act(approver, "cancel", id);
    expect(await retry(id)).toMatchObject({ rule: { json: JSON.stringify(MEN) }, progress: { recipients: 0 } });
  });

  it("a draft keeps its audience when it is edited", async () => {
    const first = await partlyRefused();
    const draft = await retry(first.id);
    const input = { name: "再来", audience: JSON.parse(draft.rule.json) as object, content: { text: "再见" } };
    const query = `mutation($id: ID!, $input: MassSendInput!) { updateMassSend(id: $id, input: $input) { ${FIELDS} } }`;
    const { updateMassSend } = await operator.get<{ updateMassSend: Retry }>(query, { id: draft.id, input });
    expect(updateMassSend).toMatchObject({ name: "再来", retryOfId: first.id, rule: draft.rule });
  });

  it("refuses where everything was sent, while it goes on, and what is not there", async () => {
    const { id } = await createSend(operator, { audience: MEN });
    expect(await refusal(id)).toBe("CONFLICT");
    await act(approver, "start", id);
    await until(operator, id, isOver);
    expect(await readSend(operator, id)).toMatchObject({ status: "COMPLETED" });
    expect(await refusal(id)).toBe("CONFLICT");
    expect(await refusal(id, await world.stranger(Role.ADMIN))).toBe("NOT_FOUND");
    expect(await refusal("nonsense")).toBe("NOT_FOUND");
  });
});

describe("unreachedBy", () => {
  it("knows nobody of another tenant's send, nor of an unknown one, and takes no nonsense", async () => {
    const first = await partlyRefused();
    const stranger = await world.stranger(Role.ADMIN);
    const query = "query($a: AudienceInput!) { tagPreview(audience: $a) { count } }";
    const asked = async (client: Client, a: object) => (await client.ask(query, { a })).data;
    expect(await asked(stranger, { unreachedBy: first.id })).toEqual({ tagPreview: { count: 0 } });
    expect(await asked(operator, { unreachedBy: "0199d1b2-7c3a-7d10-9f52-a1b2c3d4e5f6" })).toEqual({ tagPreview: { count: 0 } });
    const { errors } = await operator.ask(query, { a: { any: [{ unreachedBy: "x" }] } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", field: "audience.any[0].unreachedBy" });
  });
});
