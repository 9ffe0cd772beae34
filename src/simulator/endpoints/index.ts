import type { Endpoint } from "../endpoint.js";
import { blacklistEndpoints } from "./blacklist.js";
import { customMessageEndpoints } from "./custom-message.js";
import { draftEndpoints } from "./drafts.js";
import { groupEndpoints } from "./groups.js";
import { massMadeEndpoints } from "./mass-made.js";
import { massManageEndpoints } from "./mass-manage.js";
import { massSendEndpoints } from "./mass-send.js";
import { materialEndpoints } from "./material.js";
import { materialAddEndpoints } from "./material-add.js";
import { mediaEndpoints } from "./media.js";
import { menuEndpoints } from "./menu.js";
import { networkEndpoints } from "./network.js";
import { publishEndpoints } from "./publish.js";
import { quotaEndpoints } from "./quota.js";
import { remarkEndpoints } from "./remark.js";
import { ridEndpoints } from "./rid.js";
import { speedEndpoints } from "./speed.js";
import { tagEndpoints } from "./tags.js";
import { templateMessageEndpoints } from "./template-message.js";
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
  ...massMadeEndpoints,
  ...draftEndpoints,
  ...publishEndpoints,
  ...speedEndpoints,
  ...quotaEndpoints,
  ...templateMessageEndpoints,
  ...ridEndpoints,
  ...remarkEndpoints,
  ...networkEndpoints,
  ...menuEndpoints,
  ...groupEndpoints,
  ...customMessageEndpoints,
];
