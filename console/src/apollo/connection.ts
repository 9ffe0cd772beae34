import { useSyncExternalStore } from "react";

/** How often a server that did not answer is asked again. */
const RETRY_MS = 2_000;

/** Whether the server answers. What failed reports it; what answers takes it back; in between the server is asked. */
export class Connection {
  private lostAt: number | null = null;
  private timer: number | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly healed = new Set<() => void>();

  /** Since when nothing answers (epoch milliseconds); null while all is well. */
  readonly lostSince = (): number | null => this.lostAt;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Called when the server answers again. */
  onHealed(listener: () => void): void {
    this.healed.add(listener);
  }

  failed(): void {
    if (this.lostAt !== null) return;
    this.lostAt = Date.now();
    this.tell();
    this.timer = window.setInterval(() => void this.ask(), RETRY_MS);
  }

  answered(): void {
    if (this.lostAt === null) return;
    window.clearInterval(this.timer);
    this.lostAt = null;
    this.tell();
    for (const listener of this.healed) listener();
  }

  private async ask(): Promise<void> {
    const reply = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    if (reply?.ok) this.answered();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

export const connection = new Connection();

export function useLostSince(): number | null {
  return useSyncExternalStore(connection.subscribe, connection.lostSince);
}
