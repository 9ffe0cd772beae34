import type { UserProfileQuery } from "./operations.generated";

export type Profile = NonNullable<UserProfileQuery["user"]>;
