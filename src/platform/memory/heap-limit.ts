import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = () => void;
let collect: Collect | null = null;

/**
 * Collects garbage where the heap holds more than `bytes`; to be called between two pages of a bulk load. V8 itself waits for its
 * limit: an import that needs 60 MB of heap came to 300 MB. A collection takes some 30 ms.
 */
export function keepHeapBelow(bytes: number): void {
  if (getHeapStatistics().used_heap_size <= bytes) return;
  collect ??= collector();
  collect();
}

/**
 * Keeps V8 from taking memory ahead of need; for the start of the process, before much is loaded. By itself it lets the space of young
 * objects grow to 128 MB, and the old ones to several times of what is in use: a server that sends to a million people took 395 MB. So
 * young objects keep the 1 MB they begin with, and V8 collects when the heap has grown by 40 %: 226 to 233 MB
 * (by 50 %: 236 to 239 MB, no faster). Options of `node` would do it too, but they are not ours to give where somebody
 * starts `tagcast`.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=40");
}

function collector(): Collect {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as Collect;
}
