import { DispatchMethod } from "./mass-send.enums.js";

/** WeChat takes 2 to 10,000 openids in one mass/send. */
export const MAX_BATCH = 10_000;
export const MIN_BATCH = 2;

export interface PlannedBatch {
  index: number;
  fromRank: number;
  toRank: number;
  clientMsgId: string;
}

/** One call of mass/sendall for all of them; by openid, `planBatches`. Throws RangeError where there are too few. */
export function planCalls(massSendId: string, method: DispatchMethod, recipients: number, batchSize: number): PlannedBatch[] {
  if (method === DispatchMethod.BY_OPENID) return planBatches(massSendId, recipients, batchSize);
  if (recipients < 1) throw new RangeError("a plan needs somebody to send to");
  return [{ index: 0, fromRank: 0, toRank: recipients, clientMsgId: clientMsgId(massSendId, 0) }];
}

/** How many calls `planCalls` makes of so many recipients. */
export function callsOf(method: DispatchMethod, recipients: number, batchSize: number): number {
  return method === DispatchMethod.BY_OPENID ? Math.ceil(recipients / batchSize) : Math.min(1, recipients);
}

/** Recipients that one send of the method needs. */
export function leastRecipients(method: DispatchMethod): number {
  return method === DispatchMethod.BY_OPENID ? MIN_BATCH : 1;
}

/**
 * Cuts `recipients` (at least 2) into ranges of at most `batchSize` (at least 3), as few as possible and never one of a single
 * recipient: the last two share instead, since WeChat answers 40130 to a single openid.
 */
export function planBatches(massSendId: string, recipients: number, batchSize: number): PlannedBatch[] {
  if (recipients < MIN_BATCH) throw new RangeError(`a plan needs ${MIN_BATCH} recipients, got ${recipients}`);
  if (batchSize <= MIN_BATCH || batchSize > MAX_BATCH) throw new RangeError(`batches have 3 to ${MAX_BATCH} recipients, got ${batchSize}`);
  const count = callsOf(DispatchMethod.BY_OPENID, recipients, batchSize);
  const ends = Array.from({ length: count }, (_, i) => Math.min((i + 1) * batchSize, recipients));
  if (count > 1 && recipients % batchSize === 1) ends[count - 2] = recipients - MIN_BATCH;
  return ends.map((toRank, index) => ({ index, fromRank: ends[index - 1] ?? 0, toRank, clientMsgId: clientMsgId(massSendId, index) }));
}

/**
 * The name under which WeChat remembers a batch for 24 hours: `tc-`, the send's UUID in base64url, the index; at most 64
 * bytes. It never changes, so a repeated call is the same call.
 */
export function clientMsgId(massSendId: string, index: number): string {
  return `tc-${Buffer.from(massSendId.replaceAll("-", ""), "hex").toString("base64url")}-${index}`;
}
