import { Field, Float, ObjectType } from "type-graphql";
import { DateTime } from "../graphql/scalars.js";
import type { Position } from "./location-store.port.js";
import { expiryOf } from "./user-locations.js";

@ObjectType({ description: "Where a user was when the chat with the Official Account was last open; kept for 60 days." })
export class UserLocation {
  @Field(() => Float, { description: "Degrees north, -90 to 90." })
  latitude!: number;

  @Field(() => Float, { description: "Degrees east, -180 to 180." })
  longitude!: number;

  @Field(() => Float, { nullable: true, description: "Radius in metres within which the person was." })
  precisionMeters!: number | null;

  @Field(() => DateTime, { description: "When the person was there." })
  at!: Date;

  @Field(() => DateTime, { description: "When this is forgotten unless a newer position comes." })
  expiresAt!: Date;
}

export function userLocationOf(position: Position): UserLocation {
  return Object.assign(new UserLocation(), { ...position, expiresAt: expiryOf(position) });
}
