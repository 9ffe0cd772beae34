import { WeChatError, type WeChatErrorKind } from "./wechat-error.js";

/** What may be known of a call, for metrics: one for each HTTP request, repeated ones included. */
export interface ObservedCall {
  /** One of the fixed paths, e.g. `/cgi-bin/tags/get`: no query. */
  endpoint: string;
  outcome: "ok" | WeChatErrorKind;
  /** Null where WeChat gave none. */
  errcode: number | null;
  /** Until the reply was read; for a download until it began. */
  ms: number;
}

export type CallObserver = (call: ObservedCall) => void;

/** Does `work`, and tells the observer how it ended. */
export async function observed<T>(endpoint: string, observer: CallObserver | undefined, work: () => Promise<T>): Promise<T> {
  if (!observer) return work();
  const start = performance.now();
  const tell = (outcome: ObservedCall["outcome"], errcode: number | null) =>
    observer({ endpoint, outcome, errcode, ms: performance.now() - start });
  try {
    const result = await work();
    tell("ok", 0);
    return result;
  } catch (error) {
    if (error instanceof WeChatError) tell(error.kind, error.errcode);
    throw error;
  }
}
