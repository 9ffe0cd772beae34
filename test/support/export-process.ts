// A worker of its own that writes a tenant's exports and kills itself, for tests of kill -9:
//   export-process.ts <database> <object folder> <tenant id> <when: the page after which, or "written">
import "reflect-metadata";
import { openDatabase } from "../../src/platform/database/database.js";
import { ExportRig } from "./export-rig.js";

const [url = "", folder = "", tenant = "", when = ""] = process.argv.slice(2);
const database = openDatabase(url);
const die = () => {
  process.kill(process.pid, "SIGKILL");
  return new Promise<void>(() => undefined);
};
const rig = new ExportRig(database, folder, Number(tenant));
const hooks = when === "written" ? { written: die } : { page: (page: number) => (page === Number(when) ? die() : undefined) };
await rig.runner(hooks).run(Number(tenant));
await database.close();
