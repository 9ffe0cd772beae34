/** WeChat takes 2 to 10,000 openids in one mass/send. */
export const MAX_BATCH = 10_000;
export const MIN_BATCH = 2;

export interface PlannedBatch {
  index: number;
  fromRank: number;
  toRank: number;
  clientMsgId: string;
}

/**
 * Cuts `recipients` (at least 2) into ranges of at most `batchSize` (at least 3), as few as possible and never one of a single
 * recipient: the last two share instead, since WeChat answers 40130 to a single openid.
 */
export function planBatches(massSendId: string, recipients: number, batchSize: number): PlannedBatch[] {
  if (recipients < MIN_BATCH) throw new RangeError(`a plan needs ${MIN_BATCH} recipients, got ${recipients}`);
  if (batchSize <= MIN_BATCH || batchSize > MAX_BATCH) throw new RangeError(`batches have 3 to ${MAX_BATCH} recipients, got ${batchSize}`);
  const count = Math.ceil(recipients / batchSize);
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
