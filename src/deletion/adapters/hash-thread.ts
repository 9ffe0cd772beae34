import { parentPort, workerData } from "node:worker_threads";
import { Sealer, type SealerKeys } from "../../platform/crypto/sealer.js";
import { hashOfOpenid } from "./openid-hash.js";

/** What the thread is told: of each tenant the request of each hash, in hex. */
export interface HashOrder {
  keys: SealerKeys;
  requests: ReadonlyMap<number, ReadonlyMap<string, number>>;
}

/** Openids of one tenant, as a JSON list: one text is handed over at once, where a list is copied one by one. */
export interface HashQuestion {
  tenantId: number;
  openids: string;
}

/** Those of them that are of erased people. */
export type HashAnswer = { openid: string; requestId: number }[];

if (parentPort === null) throw new Error("this file runs as a thread of the look for traces");
const port = parentPort;
const { keys, requests } = workerData as HashOrder;
const sealer = new Sealer(keys);

port.on("message", ({ tenantId, openids }: HashQuestion) => {
  const wanted = requests.get(tenantId);
  const found: HashAnswer = [];
  for (const openid of JSON.parse(openids) as string[]) {
    const requestId = wanted?.get(hashOfOpenid(sealer, openid).toString("hex"));
    if (requestId !== undefined) found.push({ openid, requestId });
  }
  port.postMessage(found);
});
