export { registerCallbackRoutes } from "./callback.route.js";
export { type CallbackReply, CallbackService, type CallbackServiceParts } from "./callback.service.js";
export type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";
export type { CallbackFields } from "./callback-body.js";
export type {
  CallbackHandlers,
  FollowerEvent,
  MassSendFinished,
  PersonActivity,
  ReportedPosition,
} from "./callback-handlers.port.js";
export type { CallbackLog } from "./callback-log.js";
export { callbackOf, massSendFinishedOf } from "./callback-message.js";
export type { CallbackStore, NewCallback, StoredCallback } from "./callback-store.port.js";
export type { CallbackEvent } from "./events/callback-event.js";
