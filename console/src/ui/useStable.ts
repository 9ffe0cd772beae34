import { useCallback, useLayoutEffect, useRef } from "react";

/** One function for good that does what the newest `act` does: what it is given to need not be drawn again for its sake. */
export function useStable<Arguments extends unknown[]>(act: (...args: Arguments) => void): (...args: Arguments) => void {
  const newest = useRef(act);
  useLayoutEffect(() => {
    newest.current = act;
  });
  return useCallback((...args: Arguments) => newest.current(...args), []);
}
