export { MASS_CALLS_PER_MINUTE, type MassCallLimiter } from "./mass-call-limiter.js";
export type * from "./wechat-client.js";
export { WeChatError, type WeChatErrorKind } from "./wechat-error.js";
