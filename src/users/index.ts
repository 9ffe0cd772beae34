export { FollowerEvents, type NewcomerProfiles } from "./follower-events.js";
export {
  type FollowChange,
  type FollowerChanges,
  type FollowerProfile,
  type FollowerStore,
  type FollowOutcome,
  MAX_FOLLOWERS_AT_ONCE,
} from "./follower-store.port.js";
export { type UserLookup, type UserPage, UserService } from "./user.service.js";
export { User, UserFavourites, UserInfo } from "./user.types.js";
export type { IdentityCards, UserStore } from "./user-store.port.js";
