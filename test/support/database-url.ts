/** The migrated, empty database that test databases are clones of. */
export const TEMPLATE = "tagcast_template";

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
}
