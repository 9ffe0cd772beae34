/** The configuration cannot be used; every fault is listed, so that one start shows them all. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? "a fault" : `${problems.length} faults`}:\n${problems.map((each) => `  - ${each}`).join("\n")}`,
    );
  }
}
