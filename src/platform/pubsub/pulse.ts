import { randomUUID } from "node:crypto";

const EVERY_MS = 2_000;
/** A connection over which nothing came for so many beats is taken for dead, though nobody closed it. */
const DEAD_BEATS = 5;

export interface PulseParts {
  send(beat: number): Promise<void>;
  /** Hears what is sent under `id`, also after the connection was lost and stands again. */
  listen(id: string, heard: (beat: unknown) => void): Promise<unknown>;
  /** Something may have been missed, and from now on nothing is. */
  missed(): void;
  /** Begins a new connection. */
  reconnect(): void;
  everyMs?: number;
}

/**
 * Tells a subscriber that it may have missed something: it sends itself numbers over the same way as the messages, and one that is left
 * out, or a connection that broke, means that others may be too. It is told when the next one is heard, since from then on all are.
 */
export class Pulse {
  readonly id = randomUUID();
  private sent = 0;
  private heard = 0;
  private gap = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly parts: PulseParts) {}

  start(): void {
    // Rejects only when it is closed before it stood.
    this.parts.listen(this.id, (beat) => this.hear(Number(beat))).catch(() => undefined);
    this.timer = setInterval(() => this.beat(), this.parts.everyMs ?? EVERY_MS).unref();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** The connection was lost: whatever comes next comes after a gap. */
  broken(): void {
    this.gap = true;
  }

  private beat(): void {
    this.sent++;
    // One that cannot be sent is one that is not heard, which is all there is to know.
    this.parts.send(this.sent).catch(() => undefined);
    if (this.sent - this.heard < DEAD_BEATS) return;
    this.gap = true;
    this.heard = this.sent;
    this.parts.reconnect();
  }

  private hear(beat: number): void {
    if (beat > this.heard + 1) this.gap = true;
    this.heard = Math.max(this.heard, beat);
    if (!this.gap) return;
    this.gap = false;
    this.parts.missed();
  }
}
