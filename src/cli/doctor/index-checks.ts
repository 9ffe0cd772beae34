import type { Database } from "../../platform/database/database.js";
import { type IndexParts, openIndexTool } from "../index-tool.js";
import { grouping } from "../progress.js";
import { type Finding, fault, look, note, ok } from "./finding.js";

interface IndexRow {
  appId: string;
  users: number;
  log: string;
  /** Null: nothing is stored. */
  stored: string | null;
}

/** With `drift`: compares what the index knows of every user with the tables, which takes minutes for millions. */
export async function checkDrift(parts: IndexParts): Promise<Finding[]> {
  const { rows } = await parts.database.pool.query<{ id: number; appId: string }>(`SELECT id, app_id AS "appId" FROM tenant ORDER BY id`);
  const tool = openIndexTool(parts);
  try {
    const findings: Finding[] = [];
    for (const { id, appId } of rows) {
      findings.push(
        await look(`drift of ${appId}`, async () => {
          const { users, differing } = await tool.drift(id);
          if (differing.length === 0) return ok(`0 of ${grouping(users)} users`);
          return fault(
            `the index is wrong about ${grouping(differing.length)} of ${grouping(users)} users: run \`tagcast reindex --repair\``,
          );
        }),
      );
    }
    return findings;
  } finally {
    await tool.close();
  }
}

/** Where each tenant's stored audience index stands against its change log. Behind is fine: what is missing is replayed. */
export async function checkIndex({ pool }: Pick<Database, "pool">): Promise<Finding[]> {
  const { rows } = await pool.query<IndexRow>(
    `SELECT t.app_id AS "appId", c.next_ordinal AS users, c.change_position::text AS log, s.position::text AS stored
       FROM tenant t JOIN tenant_counter c ON c.tenant_id = t.id LEFT JOIN audience_snapshot s ON s.tenant_id = t.id ORDER BY t.id`,
  );
  return Promise.all(rows.map((row) => look(`audience index of ${row.appId}`, async () => judge(row))));
}

function judge({ users, log, stored }: IndexRow): Omit<Finding, "check"> {
  if (stored === null)
    return users === 0 ? ok("no users yet") : note(`not stored yet: the next start builds it from ${grouping(users)} users`);
  const behind = BigInt(log) - BigInt(stored);
  if (behind < 0n) {
    return fault(
      "stands after the end of the change log, as after a restore of parts of a database: delete the tenant's rows of audience_snapshot and audience_chunk, and start again; it is rebuilt",
    );
  }
  return ok(behind === 0n ? `up to date at position ${log}` : `${behind} changes behind the log; they are replayed when it is next used`);
}
