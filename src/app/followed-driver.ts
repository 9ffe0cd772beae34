import { withLogFields } from "../platform/logging/log-fields.js";
import type { Tracing } from "../platform/tracing/tracing.js";

interface Driver {
  run(tenantId: number, id: string): Promise<void>;
}

/** `driver`, whose log lines say which mass send of whom they are about, and whose turns are seen in traces, whoever woke it. */
export function followedDriver(driver: Driver, tracing: Tracing): Driver {
  return {
    run: (tenantId, id) => {
      const ids = { tenantId, massSend: id };
      return withLogFields(ids, () => tracing.begin({ name: "mass send turn", attributes: ids }, () => driver.run(tenantId, id)));
    },
  };
}
