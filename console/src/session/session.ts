import { useSyncExternalStore } from "react";

export type Role = "VIEWER" | "OPERATOR" | "APPROVER" | "ADMIN";

export interface Session {
  token: string;
  expiresAt: string;
  operator: { id: string; username: string; role: Role };
}

/** Why there is no session: `ended` by the server (expired, role changed, disabled), or not begun yet. */
export type Absence = "none" | "ended";

/** Of this tab only, and gone with it: neither other sites' scripts nor a shared address can carry the token away. */
const KEY = "tagcast.session";
const ORDER: readonly Role[] = ["VIEWER", "OPERATOR", "APPROVER", "ADMIN"];

let session = read();
let absence: Absence = "none";
const listeners = new Set<() => void>();

function read(): Session | null {
  const stored = sessionStorage.getItem(KEY);
  if (stored === null) return null;
  const parsed = JSON.parse(stored) as Session;
  return new Date(parsed.expiresAt).getTime() > Date.now() ? parsed : null;
}

function tell(): void {
  for (const listener of listeners) listener();
}

export function currentSession(): Session | null {
  return session;
}

export function beginSession(next: Session): void {
  session = next;
  absence = "none";
  sessionStorage.setItem(KEY, JSON.stringify(next));
  tell();
}

/** Calls beyond the first change nothing: several requests may learn of one end. */
export function endSession(why: Absence): void {
  if (session === null) return;
  session = null;
  absence = why;
  sessionStorage.removeItem(KEY);
  tell();
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session | null {
  return useSyncExternalStore(onSessionChange, currentSession);
}

export function useAbsence(): Absence {
  return useSyncExternalStore(onSessionChange, () => absence);
}

export function may(own: Role, needed: Role): boolean {
  return ORDER.indexOf(own) >= ORDER.indexOf(needed);
}

/** Whether whoever is signed in has this role or a higher one. */
export function useMay(needed: Role): boolean {
  const present = useSession();
  return present !== null && may(present.operator.role, needed);
}
