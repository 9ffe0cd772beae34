import { join } from "node:path";

/** Where the embedded object store keeps its files in the data folder. */
export function objectFolder(dataDir: string): string {
  return join(dataDir, "objects");
}
