import { join } from "node:path";

/** What several processes are told that keep files in a folder. */
export const FILES_STAY_HERE =
  "without OBJECT_STORE_URL, uploads and exports stay on the machine that took or made them, and processes on others do not find them";

/** Where the embedded object store keeps its files in the data folder. */
export function objectFolder(dataDir: string): string {
  return join(dataDir, "objects");
}
