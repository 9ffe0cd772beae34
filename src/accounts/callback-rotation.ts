/**
 * How long callbacks may still be signed and encrypted with what was valid before a change: WeChat's machines go over to new
 * settings one after the other, and an operator saves them here and at WeChat at two different moments.
 */
export const PREVIOUS_SECRETS_MS = 24 * 3_600_000;

/** A callback token and an EncodingAESKey, plain or sealed. Without a key: plain mode. */
export interface CallbackPair<Secret> {
  callbackToken: Secret;
  encodingAesKey: Secret | null;
}

export type PreviousPair<Secret> = CallbackPair<Secret> & { until: Date };

/**
 * What stays valid beside `next`. Each of the two secrets is remembered by itself: where the token is changed now and the key
 * an hour later, the pair of before both changes still stands. A mode counts as well: going from plain to safe mode, "no key"
 * is what was before. Of two changes of one secret within the time, only the last is remembered.
 *
 * @param stored what stands in the database; `plain` is the same, opened.
 * @param running what stayed valid of earlier changes, null where their time is over.
 */
export function previousAfter<Sealed>(
  stored: CallbackPair<Sealed>,
  plain: CallbackPair<string>,
  next: CallbackPair<string>,
  running: PreviousPair<Sealed> | null,
  now: Date,
): PreviousPair<Sealed> | null {
  const tokenChanges = plain.callbackToken !== next.callbackToken;
  const keyChanges = plain.encodingAesKey !== next.encodingAesKey;
  if (!tokenChanges && !keyChanges) return running;
  return {
    callbackToken: (tokenChanges ? stored : (running ?? stored)).callbackToken,
    encodingAesKey: (keyChanges ? stored : (running ?? stored)).encodingAesKey,
    until: new Date(now.getTime() + PREVIOUS_SECRETS_MS),
  };
}
