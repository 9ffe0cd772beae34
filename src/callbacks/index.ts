export type { CallbackAccount, CallbackAccounts } from "./callback-accounts.port.js";
export type { CallbackHandlers, FollowerEvent, MassSendFinished } from "./callback-handlers.port.js";
