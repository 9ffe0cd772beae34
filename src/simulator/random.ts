import { mix } from "./openids.js";

/** Numbers from 0 up to 1 that repeat for the same seed: faults by chance can be played again. */
export function seededRandom(seed: number): () => number {
  let state = mix(seed ^ 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
}
