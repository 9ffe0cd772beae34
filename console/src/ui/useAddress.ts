import { useCallback } from "react";
import { useSearchParams } from "react-router";

/** What changes about the address: null takes a part out. */
export type AddressChange = Readonly<Record<string, string | null>>;

/** The query part of the address, which holds what a page shows. `replace` makes no step for the back button: for typing. */
export function useAddress(): [URLSearchParams, (change: AddressChange, options?: { replace?: boolean }) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (change: AddressChange, options?: { replace?: boolean }) =>
      setParameters((present) => {
        const next = new URLSearchParams(present);
        for (const [name, value] of Object.entries(change)) {
          if (value === null || value === "") next.delete(name);
          else next.set(name, value);
        }
        return next;
      }, options),
    [setParameters],
  );
  return [parameters, change];
}
