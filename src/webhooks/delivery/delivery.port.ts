/** A message to be posted now. */
export interface DueMessage {
  id: string;
  webhookId: number;
  url: string;
  /** The present secret, and the former one while both hold. */
  secrets: readonly string[];
  body: string;
  /** This try counted. */
  attempts: number;
  /** Only who holds it may write what came of the try. */
  claim: string;
}

export interface Outcome {
  delivered: boolean;
  responseStatus: number | null;
  error: string | null;
  /** Of a failed try: how long to wait before the next; null: it was the last. */
  retryInMs: number | null;
  /** The receiver wants no more of this (410). */
  gone: boolean;
}

/** Messages wait here until they are delivered or given up. Written by the database's triggers, with the change they tell. */
export interface DeliveryQueue {
  /**
   * Takes up to `limit` due messages, the oldest first, at most `perWebhook` of one webhook at the same time over all processes. Whoever
   * dies with one gives it up after `leaseMs`.
   */
  claim(limit: number, perWebhook: number, leaseMs: number): Promise<DueMessage[]>;
  /** False where somebody else has taken it over meanwhile; then nothing is written. */
  finish(message: DueMessage, outcome: Outcome): Promise<boolean>;
  /** Deletes messages older than `days`. */
  forget(days: number): Promise<number>;
}

/** Posts a message. What a receiver does is told, never thrown. */
export interface WebhookSender {
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<{ status: number } | { fault: string }>;
  close(): Promise<void>;
}
