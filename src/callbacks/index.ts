export { registerCallbackRoutes } from "./callback.route.js";
export { type CallbackReply, CallbackService, type CallbackServiceParts } from "./callback.service.js";
export type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";
export type { CallbackFields } from "./callback-body.js";
export type { CallbackHandlers, FollowerEvent, MassSendFinished } from "./callback-handlers.port.js";
export type { CallbackLog } from "./callback-log.js";
export { massSendFinishedOf } from "./callback-message.js";
export type { CallbackStore, NewCallback, StoredCallback } from "./callback-store.port.js";
