export { type BlacklistAccounts, BlacklistService } from "./blacklist.service.js";
export { type ErasedPeople, NOBODY_ERASED, PSEUDONYM_PREFIX } from "./erased-people.port.js";
export { FollowerEvents, type NewcomerProfiles } from "./follower-events.js";
export {
  type FollowChange,
  type FollowerChanges,
  type FollowerProfile,
  type FollowerStore,
  type FollowOutcome,
  MAX_FOLLOWERS_AT_ONCE,
} from "./follower-store.port.js";
export { IDENTITY_CARD_PURPOSE, normaliseIdentityCard } from "./identity-card.js";
export { LocationRestorer } from "./location-restorer.js";
export type { LocationStore, Position, UserPosition } from "./location-store.port.js";
export { PeopleActivity } from "./people-activity.js";
export type { PeopleIndex, WantedPeople } from "./people-index.port.js";
export { maskIdentityCard, maskPhone, seesPersonalData } from "./personal-data.js";
export { normalisePhone } from "./phone.js";
export { type UserPage, UserService } from "./user.service.js";
export { User, UserFavourites, UserInfo } from "./user.types.js";
export { UserEditService } from "./user-edit.service.js";
export type { UserFinder } from "./user-finder.port.js";
export { LOCATION_DAYS, UserLocations } from "./user-locations.js";
export type { IdentityCards, UserLookup, UserStore } from "./user-store.port.js";
