import type { ReactNode } from "react";

/** Where a list is empty: what to do first. */
export function Nothing({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="nothing">
      <p>{children}</p>
      {action}
    </div>
  );
}
