import type { Account } from "../model/account.js";
import type { TokenLine } from "../model/tokens.js";
import type { World } from "../world.js";

/** What is told of an account's tokens; never the tokens themselves. */
export interface TokenReport {
  /** GET token: each call issues one. */
  token: LineReport;
  /** POST stable_token: fewer are issued than asked for. */
  stable: LineReport & { forced: number };
}

interface LineReport {
  issued: number;
  /** Of the newest, while it lives; by the simulator's clock. */
  secondsLeft: number | null;
}

export function tokenReport(world: World, { tokens }: Account): TokenReport {
  const now = world.clock.now();
  const line = (name: TokenLine): LineReport => {
    const current = tokens.current(name, now);
    return { issued: tokens.issued[name], secondsLeft: current && Math.ceil((current.expiresAt - now) / 1000) };
  };
  return { token: line("token"), stable: { ...line("stable"), forced: tokens.issued.forced } };
}
