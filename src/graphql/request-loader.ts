import DataLoader from "dataloader";
import type { RequestContext } from "./context.js";

/**
 * A loader for each request: keys asked for in one tick are read together. Nothing is remembered between ticks, since a
 * subscription's context lives for hours.
 *
 * @param read keys without repeats → values; a key absent from the map resolves to `missing(key)`.
 */
export function requestLoader<K extends string | number, V>(
  read: (context: RequestContext, keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  missing: (key: K) => V,
): (context: RequestContext) => DataLoader<K, V> {
  const loaders = new WeakMap<RequestContext, DataLoader<K, V>>();
  return (context) => {
    const known = loaders.get(context);
    if (known) return known;
    const batch = async (keys: readonly K[]): Promise<V[]> => {
      const values = await read(context, [...new Set(keys)]);
      return keys.map((key) => values.get(key) ?? missing(key));
    };
    const loader = new DataLoader<K, V>(batch, { cache: false });
    loaders.set(context, loader);
    return loader;
  };
}
