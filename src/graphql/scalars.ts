import { GraphQLDate, GraphQLDateTime } from "graphql-scalars";
import type { BuildSchemaOptions } from "type-graphql";

/** A moment, ISO 8601 with offset. `@Field(() => Date)` means this one too, through `scalarsMap`. */
export const DateTime = GraphQLDateTime;

/** A day without a time, `YYYY-MM-DD`; its value is a Date at midnight UTC. */
export const CalendarDate = GraphQLDate;

/** For `buildSchema`. */
export const scalarsMap: BuildSchemaOptions["scalarsMap"] = [{ type: Date, scalar: DateTime }];
