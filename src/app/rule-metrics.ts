import { Counter, type Registry } from "prom-client";
import type { RuleObserver } from "../tags/index.js";

/** What `/metrics` tells of tags' rules. */
export function ruleMetrics(registry: Registry): RuleObserver {
  const evaluated = new Counter({
    name: "tagcast_rule_evaluations_total",
    help: "Users evaluated for a tag's rule, counted once for each rule.",
    registers: [registry],
  });
  const changed = new Counter({
    name: "tagcast_rule_changes_total",
    help: "Users who gained or lost a tag by its rule.",
    registers: [registry],
  });
  return (done) => {
    evaluated.inc(done.users);
    changed.inc(done.changed);
  };
}
