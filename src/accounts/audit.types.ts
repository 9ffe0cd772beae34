import { Field, ID, ObjectType } from "type-graphql";
import { connectionOf } from "../graphql/pagination.js";
import { DateTime } from "../graphql/scalars.js";

@ObjectType({ description: "One thing somebody did, in the tenant's append-only log." })
export class AuditEntry {
  @Field(() => ID, { description: "The entry's number, ascending." })
  id!: string;

  @Field(() => DateTime, { description: "When it was done." })
  at!: Date;

  @Field(() => String, { description: "Who did it: a username, `key:<name>` for an API key, or the part of Tagcast that acted by itself." })
  operator!: string;

  @Field(() => String, { description: "What was done, named like the mutation." })
  action!: string;

  @Field(() => String, { nullable: true, description: "What it was done to, as `<type>:<id>`." })
  target!: string | null;

  @Field(() => String, { nullable: true, description: "More about it, in words." })
  detail!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Keyed hash of what it was done to, as it was before; null where there was nothing.",
  })
  before!: string | null;

  @Field(() => String, { nullable: true, description: "The same of what it was afterwards; like `before` where nothing changed." })
  after!: string | null;

  @Field(() => String, { description: "SHA-256 over the entry and the hash before it; altering any entry breaks all later ones." })
  hash!: string;
}

export const AuditEntryConnection = connectionOf(() => AuditEntry, "AuditEntry");
