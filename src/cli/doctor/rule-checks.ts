import type { Database } from "../../platform/database/database.js";
import { ruleLag } from "../../tags/adapters/rule-lag.js";
import { grouping } from "../progress.js";
import { type Finding, look, note, ok } from "./finding.js";
import { behind } from "./lag.js";

/** Whether tags with a rule have followed what changed. */
export function checkRules({ pool }: Pick<Database, "pool">, served: boolean): Promise<Finding> {
  return look("tag rules", async () => {
    const { rows } = await pool.query<{ rules: number; broken: number }>(
      `SELECT count(*)::int AS rules, count(*) FILTER (WHERE r.planned_hash IS NULL)::int AS broken FROM tag_rule r`,
    );
    const { rules = 0, broken = 0 } = rows[0] ?? {};
    if (rules === 0) return ok("no tag has one");
    const [longest] = await ruleLag(pool);
    if (longest) return behind("tags with a rule are", { ...longest, served });
    if (broken > 0)
      return note(
        `${grouping(broken)} of ${grouping(rules)} wait to be compared with all users, or cannot be followed: see the server's log`,
      );
    return ok(`${grouping(rules)} followed up to the end of the change log`);
  });
}
