/** Prefix of all exports' files in the object store. */
export const EXPORTS = "exports/";
const KEY = /^exports\/\d+\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\d+\.csv$/;

/** Each attempt writes an object of its own: what a killed one left is never taken for a file. */
export function exportKey({ tenantId, exportId, attempt }: { tenantId: number; exportId: string; attempt: number }): string {
  return `${EXPORTS}${tenantId}/${exportId}-${attempt}.csv`;
}

/** Whose file it is; null for any other key. */
export function exportIdOf(key: string): string | null {
  return KEY.exec(key)?.[1] ?? null;
}
