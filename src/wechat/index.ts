export type { CallObserver, ObservedCall } from "./call-observer.js";
export {
  CallbackCrypto,
  CallbackCryptoError,
  type CallbackCryptoReason,
  callbackSignature,
  signatureMatches,
} from "./callback-crypto.js";
export { type OpenidList, openidList } from "./calls/openid-list.js";
export { MASS_PATHS } from "./endpoints/mass.js";
export { HttpWeChatClients, type HttpWeChatClientsParts } from "./http-wechat-clients.js";
export { MASS_CALLS_PER_MINUTE, type MassCallLimiter } from "./mass-call-limiter.js";
export { quotaReturnsAt } from "./quota-times.js";
export { type TagRefusal, tagRefusalOf } from "./tag-refusals.js";
export type { TokenVerdict } from "./token-check.js";
export { TokenKeeper, type TokenLife, type TokenStatus } from "./token-keeper.js";
export type { LockedTokenStore, NewToken, StoredToken, TokenSource, TokenStore } from "./token-store.port.js";
export type { WeChatAccounts, WeChatCredentials } from "./wechat-accounts.port.js";
export type * from "./wechat-client.js";
export { WeChatError, type WeChatErrorDetails, type WeChatErrorKind } from "./wechat-error.js";
export { isNotSentYet, isUnknownInterface, saysMediaIsGone } from "./wechat-error-codes.js";
export { parseWeChatJson } from "./wechat-json.js";
export type { WeChatLog } from "./wechat-log.js";
