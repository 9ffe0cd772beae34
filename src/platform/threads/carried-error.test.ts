import { describe, expect, test } from "vitest";
import { carriedError, revivedError } from "./carried-error.js";

class LostError extends Error {
  override readonly name = "LostError";
  readonly code = "PROTOCOL_CONNECTION_LOST";
  readonly socket = { secret: true };
}

/** As a message takes it to another thread. */
const carried = (thrown: unknown) => revivedError(structuredClone(carriedError(thrown)));

describe("an error that goes to another thread", () => {
  test("keeps name, message, stack and the plain ones of its fields", () => {
    const error = new LostError("gone");
    const there = carried(error);
    expect(there).toBeInstanceOf(Error);
    expect(there).toMatchObject({ name: "LostError", message: "gone", stack: error.stack, code: "PROTOCOL_CONNECTION_LOST" });
    expect(there).not.toHaveProperty("socket");
  });

  test("keeps its causes", () => {
    const there = carried(new Error("outside", { cause: new LostError("inside") }));
    expect(there.cause).toMatchObject({ name: "LostError", message: "inside" });
  });

  test("is made of whatever was thrown", () => {
    expect(carried("just text").message).toBe("just text");
  });
});
