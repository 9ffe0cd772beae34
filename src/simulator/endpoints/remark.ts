import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { followerIn } from "./follower-in.js";

const MOST_CHARACTERS = 30;

export const remarkEndpoints = [endpoint("POST", "user/info/updateremark", update)];

/** An empty remark takes the former away. */
function update({ world, account, body }: AccountCall): Reply {
  const person = followerIn(account, body.openid);
  const { remark } = body;
  if (typeof remark !== "string" || [...remark].length > MOST_CHARACTERS) throw new ApiError(40092);
  world.commit(account, { type: "remarked", person, remark });
  return OK;
}
