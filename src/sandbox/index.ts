export { blacklistedNumbers, followersAmong, usersFor } from "./followers.js";
export { MAX_PERSONS, type Person, type PersonOptions, personOf } from "./person.js";
export { type SeedDatabase, type SeedRequest, type SeedResult, seedUsers } from "./seed-users.js";
export { DEMO_TAGS } from "./tag-catalogue.js";
