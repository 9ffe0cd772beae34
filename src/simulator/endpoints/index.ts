import type { Endpoint } from "../endpoint.js";
import { blacklistEndpoints } from "./blacklist.js";
import { draftEndpoints } from "./drafts.js";
import { massManageEndpoints } from "./mass-manage.js";
import { massSendEndpoints } from "./mass-send.js";
import { materialEndpoints } from "./material.js";
import { materialAddEndpoints } from "./material-add.js";
import { mediaEndpoints } from "./media.js";
import { quotaEndpoints } from "./quota.js";
import { speedEndpoints } from "./speed.js";
import { tagEndpoints } from "./tags.js";
import { tokenEndpoints } from "./token.js";
import { userEndpoints } from "./users.js";

/** Every call the simulator answers. A new file of endpoints is added to this list and works. */
export const ALL_ENDPOINTS: readonly Endpoint[] = [
  ...tokenEndpoints,
  ...tagEndpoints,
  ...blacklistEndpoints,
  ...userEndpoints,
  ...massSendEndpoints,
  ...massManageEndpoints,
  ...mediaEndpoints,
  ...materialEndpoints,
  ...materialAddEndpoints,
  ...draftEndpoints,
  ...speedEndpoints,
  ...quotaEndpoints,
];
