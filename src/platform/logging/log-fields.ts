import { AsyncLocalStorage } from "node:async_hooks";

/** Ids that say what a log line is about, such as requestId, tenantId, massSend. Never a person's. */
export type LogFields = Readonly<Record<string, string | number>>;

const current = new AsyncLocalStorage<Record<string, string | number>>();

/** Every log line written by `work`, however deep, carries `fields` beside those it has already. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return current.run({ ...current.getStore(), ...fields }, work);
}

/** Adds to what the innermost `withLogFields` gave; nothing outside of one. */
export function addLogFields(fields: LogFields): void {
  const store = current.getStore();
  if (store !== undefined) Object.assign(store, fields);
}

export function logFields(): LogFields {
  return current.getStore() ?? {};
}
