import type { SendLease, SendLeases } from "../send-lease.port.js";

/**
 * After kill -9 the lease dies within 3 s, and a sweep every second takes the send over: a send stands still for less than 5 s.
 * Short is safe: a driver that only seemed dead is stopped by its fence at its next write, and should both make the same call,
 * WeChat takes one of them, since they carry the same clientMsgId.
 */
export const LEASE_MS = 3_000;
const RENEW_EVERY_MS = 1_000;

interface HeartbeatLogger {
  warn(details: object, message: string): void;
}

/** Renews the lease until the returned function is called. A renewal that fails is tried again with the next beat. */
export function keepLease(leases: Pick<SendLeases, "renew">, lease: SendLease, log: HeartbeatLogger): () => void {
  const beat = () => {
    leases.renew(lease, LEASE_MS).catch((error: unknown) => log.warn({ err: error, massSend: lease.id }, "lease not renewed"));
  };
  const timer = setInterval(beat, RENEW_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
