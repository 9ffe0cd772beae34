import { Field, Float, InputType, Int } from "type-graphql";
import { CalendarDate } from "../graphql/scalars.js";

@InputType({ description: "Days of any year, inclusive. A range whose end comes before its beginning runs over New Year." })
export class MonthDayRangeInput {
  @Field(() => String, { description: "First day, MM-DD." })
  from!: string;

  @Field(() => String, { description: "Last day, MM-DD." })
  to!: string;
}

@InputType({ description: "Whole numbers, inclusive. At least one bound." })
export class IntRangeInput {
  @Field(() => Int, { nullable: true, description: "The smallest." })
  min?: number | null;

  @Field(() => Int, { nullable: true, description: "The largest." })
  max?: number | null;
}

@InputType({ description: "Days, inclusive, in Asia/Shanghai. At least one bound." })
export class DateRangeInput {
  @Field(() => CalendarDate, { nullable: true, description: "First day." })
  from?: Date | null;

  @Field(() => CalendarDate, { nullable: true, description: "Last day." })
  to?: Date | null;
}

@InputType({ description: "A circle on the ground." })
export class NearInput {
  @Field(() => Float, { description: "Degrees, -90 to 90." })
  latitude!: number;

  @Field(() => Float, { description: "Degrees, -180 to 180." })
  longitude!: number;

  @Field(() => Int, { description: "1 to 100,000." })
  radiusMeters!: number;
}
