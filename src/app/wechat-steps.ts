import type { Tracing } from "../platform/tracing/tracing.js";
import type { CallObserver } from "../wechat/index.js";

/** Each call to WeChat is a step of the trace under way as well. */
export function wechatSteps(tracing: Tracing, observe: CallObserver): CallObserver {
  return (call) => {
    observe(call);
    const { endpoint, outcome, errcode, ms } = call;
    const attributes = { "url.path": endpoint, ...(errcode !== null && { errcode }) };
    tracing.ended(`WeChat ${endpoint}`, attributes, { ms, failure: outcome === "ok" ? null : outcome });
  };
}
