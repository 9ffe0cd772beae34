import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { textIn } from "../fields.js";

export const ridEndpoints = [endpoint("POST", "openapi/rid/get", get)];

/** The refused call that a rid stands for: the account's own, of the last seven days, and among the latest thousand. */
function get({ world, account, body, now }: AccountCall): Reply {
  const call = world.rids.find(textIn(body, "rid") ?? "", account.appId, now);
  if (!call) throw new ApiError(76001);
  return {
    ...OK,
    request: {
      invoke_time: Math.floor(call.at / 1000),
      cost_in_ms: call.tookMs,
      request_url: call.query,
      request_body: call.body,
      response_body: call.response,
      client_ip: call.ip,
    },
  };
}
