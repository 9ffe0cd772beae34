import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { act, createSend, ledgerOf, readSend, type Send, until } from "../support/mass-sends.js";
import { uploadFile, wechatOf } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { type Client, createWorld, Role, type World } from "../support/world.js";

const DELETE = "/cgi-bin/message/mass/delete";
const FIELDS = "id status error recallRequestedAt progress { batchesRecalled } batches { edges { node { index recall recallError } } }";

interface Recalled {
  status: string;
  error: string | null;
  recallRequestedAt: string | null;
  progress: { batchesRecalled: number };
  batches: { edges: { node: { recall: string | null; recallError: string | null } }[] };
}

let world: World;
let operator: Client;
let approver: Client;
let cover: string;
beforeAll(async () => {
  world = await createWorld({ followers: 600, batchSize: 60 });
  [operator, approver] = await Promise.all([world.operator(Role.OPERATOR), world.operator(Role.APPROVER)]);
  const wechat = await wechatOf(world);
  cover = (await wechat.addMaterial("IMAGE", uploadFile("cover.png", "image/png", mediaFiles.png()))).mediaId;
}, 120_000);
afterAll(() => world.close());
afterEach(() => world.simulator.faults.clear());

/** Articles to the men, all batches done. */
async function sentArticles(): Promise<Send> {
  const wechat = await wechatOf(world);
  const newsMediaId = await wechat.addDraft([{ kind: "NEWS", title: "上新", content: "<p>x</p>", thumbMediaId: cover }]);
  const { id } = await createSend(operator, { content: { newsMediaId }, audience: { sex: "MALE" } });
  await act(approver, "start", id);
  return until(operator, id, ({ status }) => ["COMPLETED", "FAILED"].includes(status));
}
const recall = (id: string, client = approver) => client.ask(`mutation { recallMassSend(id: "${id}") { ${FIELDS} } }`);
const look = async (id: string) => (await operator.get<{ massSend: Recalled }>(`{ massSend(id: "${id}") { ${FIELDS} } }`)).massSend;

async function untilRecalled(id: string, wanted: (send: Recalled) => boolean): Promise<Recalled> {
  for (;;) {
    const send = await look(id);
    if (wanted(send)) return send;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("recallMassSend", () => {
  it("takes every batch's articles back at WeChat, though calls fail on the way", async () => {
    const send = await sentArticles();
    expect(send.progress.batches).toBeGreaterThan(1);
    world.simulator.faults.order({ path: DELETE, kind: "reset-after" });
    world.simulator.faults.order({ path: DELETE, kind: "expire-token", skip: 1 });
    expect((await recall(send.id)).data).toMatchObject({ recallMassSend: { status: "COMPLETED", recallRequestedAt: expect.any(String) } });
    const after = await untilRecalled(send.id, ({ status }) => status === "RECALLED");
    expect(after).toMatchObject({ progress: { batchesRecalled: send.progress.batches }, error: expect.stringContaining("cards stay") });
    expect(ledgerOf(world, send).jobs.map(({ state }) => state)).toEqual(send.batches.edges.map(() => "DELETE"));
    const calls = world.simulator.calls.count(DELETE);
    expect((await recall(send.id)).data).toMatchObject({ recallMassSend: { status: "RECALLED" } });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(world.simulator.calls.count(DELETE)).toBe(calls);
  });

  it("says of each batch what WeChat refused, and tries that again when asked again", async () => {
    const send = await sentArticles();
    world.simulator.faults.order({ path: DELETE, kind: "errcode", errcode: 40059 });
    await recall(send.id);
    const partly = await untilRecalled(send.id, ({ error }) => error?.includes("it refused") === true && !error.includes("being taken"));
    expect(partly).toMatchObject({ status: "COMPLETED", progress: { batchesRecalled: send.progress.batches - 1 } });
    expect(partly.batches.edges[0]?.node).toMatchObject({ recall: "REFUSED", recallError: expect.stringContaining("40059") });
    await recall(send.id);
    expect(await untilRecalled(send.id, ({ status }) => status === "RECALLED")).toMatchObject({
      progress: { batchesRecalled: send.progress.batches },
    });
  });

  it("refuses a text before any call, and a draft, and what is another tenant's", async () => {
    const { id } = await createSend(operator, { audience: { sex: "FEMALE" } });
    expect((await recall(id)).errors?.[0]?.extensions?.code).toBe("CONFLICT");
    await act(approver, "start", id);
    await until(operator, id, ({ status }) => status === "COMPLETED");
    const calls = world.simulator.calls.count(DELETE);
    const answer = await recall(id);
    expect(answer.errors?.[0]).toMatchObject({ message: expect.stringContaining("cannot take back"), extensions: { code: "CONFLICT" } });
    expect(await readSend(operator, id)).toMatchObject({ status: "COMPLETED", error: null });
    expect(world.simulator.calls.count(DELETE)).toBe(calls);
    expect((await recall(id, await world.stranger(Role.ADMIN))).errors?.[0]?.extensions?.code).toBe("NOT_FOUND");
  });
});
