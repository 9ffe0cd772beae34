export { AccessTokenService } from "./access-token.service.js";
export type { KnownFollowers, OfficialAccounts } from "./official-account.port.js";
export { QuotaService } from "./quota.service.js";
