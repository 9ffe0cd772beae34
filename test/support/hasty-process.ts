// A process of its own that does things as fast as it can, told by messages:
//   hasty-process.ts <database> <secret key in hex> <tenant>
//   { audit: n }                     n entries by each of WRITERS into the tenant's audit log
//   { approve: id, start: id, n }    each n times at once; answers how many starts worked, and each failure's code once
import "reflect-metadata";
import { createAccounts } from "../../src/accounts/adapters/create-accounts.js";
import { PublicError } from "../../src/graphql/errors.js";
import { Role } from "../../src/graphql/roles.js";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { SendRig } from "./send-rig.js";

const WRITERS = 4;

export interface HastyOrder {
  audit?: number;
  approve?: string;
  start?: string;
  n?: number;
}
export interface HastyReport {
  started: number;
  approved: number;
  codes: string[];
}

const [url = "", key = "", tenant = "", followers = "0", batchSize = "4"] = process.argv.slice(2);
const database = openDatabase(url);
const tenantId = Number(tenant);
const { auditLog } = createAccounts({ database, sealer: new Sealer(Buffer.from(key, "hex")), clock: () => new Date() });
const rig = new SendRig(database, tenantId, Number(followers), Number(batchSize));
const approver = { tenantId, operatorId: null, name: "key:other", role: Role.APPROVER };

async function work({ audit = 0, approve, start, n = 0 }: HastyOrder): Promise<HastyReport> {
  const entry = { tenantId, operator: "ada", target: null, detail: String(process.pid) };
  const write = async (writer: number) => {
    for (let i = 0; i < audit; i += 1) await auditLog.record({ ...entry, action: `step${i}`, after: { writer, i } });
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  const codes = new Set<string>();
  const attempt = (act: () => Promise<unknown>) =>
    act().then(
      () => 1,
      (error: unknown) => {
        codes.add(error instanceof PublicError ? error.code : String(error));
        return 0;
      },
    );
  const times = <T>(act: () => T) => Array.from({ length: n }, act);
  const approvals = approve === undefined ? [] : times(() => attempt(() => rig.approvals.approveMassSend(approver, approve)));
  const starts = start === undefined ? [] : times(() => attempt(() => rig.dispatch.startMassSend(approver, start)));
  const sum = async (all: Promise<number>[]) => (await Promise.all(all)).reduce((a, b) => a + b, 0);
  return { approved: await sum(approvals), started: await sum(starts), codes: [...codes].sort() };
}

process.on("message", (order: HastyOrder) => {
  work(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => void database.close());
process.send?.("ready");
