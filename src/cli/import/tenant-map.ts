import { InvalidArgumentError } from "commander";

/** Reads `--tenant-map 1=wxA,2=wxB`. */
export function tenantMap(text: string): ReadonlyMap<number, string> {
  const map = new Map<number, string>();
  for (const pair of text.split(",")) {
    const [, id, appId] = /^\s*(\d{1,9})\s*=\s*([A-Za-z0-9_-]+)\s*$/.exec(pair) ?? [];
    if (id === undefined || appId === undefined) throw new InvalidArgumentError("Give pairs of tenant_id and AppID, as in 1=wxA,2=wxB.");
    if (map.has(Number(id))) throw new InvalidArgumentError(`tenant_id ${id} is in it twice.`);
    map.set(Number(id), appId);
  }
  return map;
}
