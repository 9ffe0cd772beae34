import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = () => void;
let collect: Collect | null = null;

/**
 * Collects garbage where the heap holds more than `bytes`; to be called between two pages of a bulk load. V8 itself waits for its
 * first limit: an import that needs 60 MB of heap came to 300 MB. Only options of `node` would lower that, and they are not ours to
 * give where somebody starts `tagcast`. A collection takes some 30 ms.
 */
export function keepHeapBelow(bytes: number): void {
  if (getHeapStatistics().used_heap_size <= bytes) return;
  collect ??= collector();
  collect();
}

/**
 * Makes the process fit for a bulk load: collects what starting it left behind, 60 MB, and keeps V8 from doubling the space of young
 * objects, up to 100 MB, because a page's live until it is written.
 */
export function settleHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  keepHeapBelow(0);
}

function collector(): Collect {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as Collect;
}
