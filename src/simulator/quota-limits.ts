import { CONTENT_PER_DAY } from "./quota-content.js";

/** What one interface allows an account. Interfaces of one `group` share their counters. */
export interface QuotaRule {
  group: string;
  perDay: number;
  perMinute: number;
}

export const MASS_SEND_GROUP = "mass-send";
const FORCED_REFRESH = "stable_token:force";

const PER_DAY: Readonly<Record<string, number>> = {
  "/cgi-bin/token": 2000,
  "/cgi-bin/stable_token": 500_000,
  [FORCED_REFRESH]: 20,
  [MASS_SEND_GROUP]: 100,
  "/cgi-bin/message/mass/preview": 100,
  "/cgi-bin/message/custom/send": 500_000,
  "/cgi-bin/message/template/send": 100_000,
  "/cgi-bin/menu/create": 1000,
  "/cgi-bin/menu/get": 10_000,
  "/cgi-bin/menu/delete": 1000,
  "/cgi-bin/user/get": 500,
  "/cgi-bin/user/info": 5_000_000,
  "/cgi-bin/user/info/batchget": 5_000_000,
  "/cgi-bin/user/info/updateremark": 10_000,
  "/cgi-bin/groups/create": 1000,
  "/cgi-bin/groups/get": 1000,
  "/cgi-bin/groups/update": 1000,
  "/cgi-bin/groups/members/update": 100_000,
  "/cgi-bin/tags/create": 1000,
  "/cgi-bin/tags/get": 1000,
  "/cgi-bin/tags/update": 1000,
  "/cgi-bin/tags/delete": 1000,
  "/cgi-bin/tags/getidlist": 500_000,
  "/cgi-bin/user/tag/get": 500,
  "/cgi-bin/tags/members/batchtagging": 100_000,
  "/cgi-bin/tags/members/batchuntagging": 100_000,
  "/cgi-bin/tags/members/getblacklist": 500,
  "/cgi-bin/tags/members/batchblacklist": 100_000,
  "/cgi-bin/tags/members/batchunblacklist": 100_000,
  ...CONTENT_PER_DAY,
};

/** Of test accounts, as an older page of limits has them; what is not here is as for any account. */
const TEST_ACCOUNT_PER_DAY: Readonly<Record<string, number>> = {
  "/cgi-bin/token": 200,
  "/cgi-bin/message/custom/send": 50_000,
  "/cgi-bin/menu/create": 100,
  "/cgi-bin/menu/get": 1000,
  "/cgi-bin/menu/delete": 100,
  "/cgi-bin/user/get": 100,
  "/cgi-bin/user/info": 500_000,
  "/cgi-bin/groups/create": 100,
  "/cgi-bin/groups/get": 100,
  "/cgi-bin/groups/update": 100,
  "/cgi-bin/groups/members/update": 1000,
};

const GROUPS: Readonly<Record<string, string>> = {
  "/cgi-bin/message/mass/sendall": MASS_SEND_GROUP,
  "/cgi-bin/message/mass/send": MASS_SEND_GROUP,
};

const STABLE_TOKENS_PER_MINUTE = 10_000;
/** Not raised with the number of followers: they stand beside the rules of sending and of tokens, not on the page of limits. */
const FIXED = new Set<string>([
  "/cgi-bin/token",
  "/cgi-bin/stable_token",
  FORCED_REFRESH,
  MASS_SEND_GROUP,
  "/cgi-bin/message/mass/preview",
]);

export interface QuotaSettings {
  /** How many follow now. */
  followers: () => number;
  testAccount: boolean;
  massCallsPerMinute: number;
  /** Limits that differ from the table, per path or for `mass-send`. */
  dailyLimits: Readonly<Record<string, number>>;
}

/** The limits of one account. */
export class QuotaLimits {
  static readonly FORCED_REFRESH = FORCED_REFRESH;

  constructor(private readonly settings: QuotaSettings) {}

  of(path: string): QuotaRule {
    const group = GROUPS[path] ?? path;
    return { group, perDay: this.perDay(group), perMinute: this.perMinute(group) };
  }

  private perDay(group: string): number {
    const own = this.settings.dailyLimits[group];
    if (own !== undefined) return own;
    const forTests = this.settings.testAccount ? TEST_ACCOUNT_PER_DAY[group] : undefined;
    const base = forTests ?? PER_DAY[group] ?? Number.POSITIVE_INFINITY;
    return FIXED.has(group) ? base : base * growth(this.settings.followers());
  }

  private perMinute(group: string): number {
    if (group === MASS_SEND_GROUP) return this.settings.massCallsPerMinute;
    return group === "/cgi-bin/stable_token" ? STABLE_TOKENS_PER_MINUTE : Number.POSITIVE_INFINITY;
  }
}

/** Limits grow when followers pass 100 thousand, 1 million, 10 million; by how much is not said. */
function growth(followers: number): number {
  if (followers >= 10_000_000) return 1000;
  if (followers >= 1_000_000) return 100;
  return followers >= 100_000 ? 10 : 1;
}
