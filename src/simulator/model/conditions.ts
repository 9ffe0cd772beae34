/** What an account's standing with WeChat is, beside its kind. It can be set at the start and changed while the simulator runs. */
export interface AccountConditions {
  /** From where tokens may be fetched (40164 from elsewhere); null: from anywhere. */
  ipWhitelist: readonly string[] | null;
  /** The AppSecret is frozen: 40243 where it is used. */
  secretFrozen: boolean;
  /** The mass-send agreement was accepted; 48003 on mass sends where not. */
  massProtocolAgreed: boolean;
  /** WeChat has closed the API to the account: 48004 on every call that carries a token. */
  apiForbidden: boolean;
  /** Kinds of mass message the account may not send: 48008. */
  forbiddenMsgtypes: readonly string[];
  /** "API send protection": a send to everyone waits for the administrator, who has 30 minutes. */
  sendProtection: boolean;
  /**
   * How long a tagging call takes, in milliseconds of real time: a call with another tag for one of its people meanwhile is
   * 45159, as WeChat answers now and then. 0: calls are over at once, and none collide.
   */
  taggingTakesMs: number;
  /** How texts of errors end: as today, as before about 2020, or as for some years between. */
  errmsgSuffix: "rid" | "hint" | "both";
}

export const USUAL_CONDITIONS: AccountConditions = {
  ipWhitelist: null,
  secretFrozen: false,
  massProtocolAgreed: true,
  apiForbidden: false,
  forbiddenMsgtypes: [],
  sendProtection: false,
  taggingTakesMs: 0,
  errmsgSuffix: "rid",
};
