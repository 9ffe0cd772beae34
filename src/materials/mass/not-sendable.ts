/** A message cannot be made of its material; `message` says why, and what to do. */
export class NotSendable extends Error {
  override readonly name = "NotSendable";
}
