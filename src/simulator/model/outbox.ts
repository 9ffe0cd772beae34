const KEPT = 1000;

/** A message to one person, as `GET messages` shows it. */
export interface SingleMessage {
  at: number;
  kind: "custom" | "template";
  person: number;
  /** msgtype of a custom message, id of the template of a template message. */
  what: string;
  content: unknown;
  /** Of template messages. */
  msgId: bigint | null;
}

/** The latest messages to single people. */
export class Outbox {
  private readonly messages: SingleMessage[] = [];
  /** All that were sent, also those no longer kept. */
  total = 0;

  add(message: SingleMessage): void {
    this.total++;
    this.messages.push(message);
    if (this.messages.length > KEPT) this.messages.shift();
  }

  /** Oldest first; of one person, or of all. */
  list(person: number | null): SingleMessage[] {
    return person === null ? [...this.messages] : this.messages.filter((message) => message.person === person);
  }
}
