import type { Tenant } from "../../accounts/index.js";
import { CliError } from "../terminal.js";

/** The tenant that is meant where nobody says which. Throws CliError where there is none, or a choice. */
export function onlyTenant(all: readonly Tenant[]): Tenant {
  const [tenant] = all;
  if (tenant === undefined) throw new CliError("there is no tenant yet: `tagcast create-tenant` first");
  if (all.length > 1) throw new CliError(`there are ${all.length} tenants: say which with --tenant, or --tenant-map`);
  return tenant;
}
