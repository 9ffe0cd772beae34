import { clientMsgId } from "../../src/mass-sends/plan.js";
import type { Client, World } from "./world.js";

export const PROGRESS =
  "massSendId seq status at recipients batches batchesAccepted batchesFinished batchesFailed batchesUnknown accepted sent filtered failed etaSeconds waitingFor waitingUntil";
export const BATCH = "id index size status clientMsgId wechatMsgId attempts total sent filtered failed errcode errmsg updatedAt";
export const SEND = `id name status contentKind method error startedAt finishedAt rule { text json } createdBy { username }
  progress { ${PROGRESS} } batches(first: 200) { totalCount edges { node { ${BATCH} } } }`;

export interface Progress {
  massSendId: string;
  seq: number;
  status: string;
  recipients: number;
  batches: number;
  batchesAccepted: number;
  batchesFinished: number;
  batchesFailed: number;
  batchesUnknown: number;
  accepted: number;
  sent: number;
  filtered: number;
  failed: number;
  waitingFor: string | null;
  waitingUntil: string | null;
}

export interface Batch {
  id: string;
  index: number;
  size: number;
  status: string;
  clientMsgId: string;
  wechatMsgId: string | null;
  attempts: number;
  total: number | null;
  sent: number | null;
  filtered: number | null;
  failed: number | null;
  errcode: number | null;
  errmsg: string | null;
}

export interface Send {
  id: string;
  name: string;
  status: string;
  error: string | null;
  method: string | null;
  finishedAt: string | null;
  progress: Progress;
  batches: { totalCount: number; edges: { node: Batch }[] };
}

export const EVERYONE = { everyone: true };

export async function createSend(client: Client, input: Record<string, unknown> = {}): Promise<Send> {
  const { createMassSend } = await client.get<{ createMassSend: Send }>(
    `mutation($input: MassSendInput!) { createMassSend(input: $input) { ${SEND} } }`,
    { input: { name: "上新", audience: EVERYONE, content: { text: "新品上市" }, ...input } },
  );
  return createMassSend;
}

/** start, pause, resume or cancel. */
export async function act(client: Client, action: string, id: string): Promise<Send> {
  const data = await client.get<Record<string, Send>>(`mutation($id: ID!) { ${action}MassSend(id: $id) { ${SEND} } }`, { id });
  return data[`${action}MassSend`] as Send;
}

export async function readSend(client: Client, id: string): Promise<Send> {
  return (await client.get<{ massSend: Send }>(`query($id: ID!) { massSend(id: $id) { ${SEND} } }`, { id })).massSend;
}

/** Every state that one who watches is given, until the stream completes. */
export async function watchSend(
  client: Client,
  id: string,
  after: number | null = null,
  onceWatched?: () => Promise<void>,
): Promise<Progress[]> {
  const socket = await client.socket();
  socket.subscribe("w", `subscription($id: ID!, $after: Int) { massSendProgress(id: $id, after: $after) { ${PROGRESS} } }`, { id, after });
  if (onceWatched) await socket.next("next", "w").then(onceWatched);
  await socket.next("complete", "w");
  socket.socket.close();
  return socket.messages.flatMap(({ type, payload }) =>
    type === "next" ? [(payload as { data: { massSendProgress: Progress } }).data.massSendProgress] : [],
  );
}

/** Waits, by watching the database through the API, until the send is as wanted. */
export async function until(client: Client, id: string, wanted: (send: Send) => boolean): Promise<Send> {
  for (;;) {
    const send = await readSend(client, id);
    if (wanted(send)) return send;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The counters as the sums of the batches they are said to be. */
export function sumsOf(batches: readonly Batch[]) {
  const count = (status: string) => batches.filter((batch) => batch.status === status).length;
  const sum = (field: "sent" | "filtered" | "failed") => batches.reduce((total, batch) => total + (batch[field] ?? 0), 0);
  return {
    batches: batches.length,
    batchesFinished: count("FINISHED"),
    batchesFailed: count("REJECTED"),
    batchesUnknown: count("UNKNOWN"),
    sent: sum("sent"),
    filtered: sum("filtered"),
    failed: sum("failed"),
  };
}

export const batchesOf = (send: Send): Batch[] => send.batches.edges.map(({ node }) => node);

/** What WeChat delivered of one send, by its ledger. */
export function ledgerOf(world: World, send: Send) {
  const { ledger } = world.simulator.account(world.tenant.appId);
  const prefix = clientMsgId(send.id, 0).slice(0, -1);
  const jobs = ledger.jobsByPrefix(prefix);
  return { jobs, summary: ledger.summarize(jobs) };
}
