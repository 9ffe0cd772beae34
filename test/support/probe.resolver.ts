import { EventEmitter } from "node:events";
import { PubSub } from "graphql-subscriptions";
import { Arg, Authorized, Field, InputType, Int, ObjectType, Query, Resolver, Root, Subscription } from "type-graphql";
import { Role } from "../../src/graphql/roles.js";

/** What `ticks` listens to: `listenerCount(TICK)` says how many streams are open. */
export const ticker: EventEmitter = new EventEmitter();
ticker.setMaxListeners(0);
export const TICK = "tick";
const pubSub = new PubSub({ eventEmitter: ticker });

@InputType()
export class NestedInput {
  @Field(() => [NestedInput], { nullable: true })
  all?: NestedInput[];

  @Field(() => String, { nullable: true })
  text?: string;
}

@ObjectType()
export class Nested {
  @Field(() => Nested, { nullable: true })
  a?: Nested;

  @Field(() => Int)
  b!: number;
}

/** Fields by which tests make the server meet what they need: depth, slowness, failures, endless streams. */
@Resolver()
export class ProbeResolver {
  /** What `slow` waits for. */
  gate: Promise<unknown> = Promise.resolve();
  failure: Error = new Error("none");

  @Query(() => Nested)
  a(): Nested {
    return { a: { a: { b: 3 }, b: 2 }, b: 1 };
  }

  @Query(() => Boolean)
  nested(@Arg("input", () => NestedInput) input: NestedInput): boolean {
    return input !== undefined;
  }

  @Query(() => Boolean)
  async slow(): Promise<boolean> {
    await this.gate;
    return true;
  }

  @Query(() => Boolean, { nullable: true })
  fails(): boolean {
    throw this.failure;
  }

  @Authorized(Role.OPERATOR)
  @Query(() => Boolean)
  operatorsOnly(): boolean {
    return true;
  }

  @Authorized(Role.VIEWER)
  @Subscription(() => Int, { subscribe: () => pubSub.asyncIterableIterator(TICK) })
  ticks(@Root() value: number): number {
    return value;
  }
}
