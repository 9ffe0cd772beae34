export type * from "./wechat-client.js";
export { WeChatError, type WeChatErrorKind } from "./wechat-error.js";
