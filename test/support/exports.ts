import { parse } from "csv-parse/sync";
import type { Client, World } from "./world.js";

export const EXPORT_FIELDS =
  "id status audience columns role total done fileName bytes error createdBy createdAt finishedAt expiresAt downloadUrl";
export const EXPORT = `mutation($input: ExportUsersInput!) { exportUsers(input: $input) { ${EXPORT_FIELDS} } }`;

export interface Export {
  id: string;
  status: string;
  audience: string;
  columns: string[];
  role: string;
  total: number;
  done: number;
  fileName: string;
  bytes: number | null;
  error: string | null;
  createdBy: string;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
  downloadUrl: string | null;
}

export async function orderExport(client: Client, input: object): Promise<Export> {
  return (await client.get<{ exportUsers: Export }>(EXPORT, { input })).exportUsers;
}

export async function exportById(client: Client, id: string): Promise<Export> {
  return (await client.get<{ userExport: Export }>(`query($id: ID!) { userExport(id: $id) { ${EXPORT_FIELDS} } }`, { id })).userExport;
}

/** Asks until it ended; fails by the test's own time-out when it never does. */
export async function exportEnded(client: Client, id: string): Promise<Export> {
  for (;;) {
    const found = await exportById(client, id);
    if (found.finishedAt !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export async function exported(client: Client, input: object): Promise<Export> {
  const ended = await exportEnded(client, (await orderExport(client, input)).id);
  if (ended.status !== "READY") throw new Error(`the export is ${ended.status}: ${ended.error}`);
  return ended;
}

export const fetchFile = ({ url }: World, { downloadUrl }: Export, init?: RequestInit) => fetch(new URL(downloadUrl ?? "", url), init);

/** The file of an export that is READY. */
export async function fileOf(world: World, made: Export): Promise<string> {
  const answer = await fetchFile(world, made);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  // `text()` would take the byte order mark away.
  return Buffer.from(await answer.arrayBuffer()).toString("utf8");
}

/** Its rows, each by its titles. */
export async function rowsOf(world: World, made: Export): Promise<Record<string, string>[]> {
  return parse(await fileOf(world, made), { columns: true, bom: true });
}
