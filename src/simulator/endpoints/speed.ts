import { type AccountCall, endpoint, OK, type Reply } from "../endpoint.js";
import { ApiError } from "../errcodes.js";
import { isSpeedLevel, realSpeed } from "../model/speed.js";

export const speedEndpoints = [
  endpoint("POST", "message/mass/speed/get", ({ account }) => ({ speed: account.speedLevel, realspeed: realSpeed(account.speedLevel) }), {
    emptyBody: true,
  }),
  endpoint("POST", "message/mass/speed/set", set),
];

/** Holds for jobs accepted from now on. */
function set({ world, account, body }: AccountCall): Reply {
  const { speed } = body;
  if (speed === undefined || speed === null) throw new ApiError(45084);
  if (!isSpeedLevel(speed)) throw new ApiError(45083);
  world.commit(account, { type: "speed-set", level: speed });
  return OK;
}
