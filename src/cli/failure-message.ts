/** Errors written for whoever reads them: their message is enough. Anything else is a fault of ours and shows its stack. */
const WRITTEN_FOR_PEOPLE = new Set([
  "BackupError",
  "CliError",
  "UsageError",
  "ConfigurationError",
  "EmbeddedPostgresError",
  "MigrationError",
  "BadInputError",
  "ConflictError",
  "NotFoundError",
  "UnavailableError",
  "StateInUseError",
  "RedisUnreachable",
  "NotAlone",
]);

const REMEDIES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there; is it running, and is the address right?",
  ENOTFOUND: "there is no such host; is the address right?",
  "28P01": "the database refused the user name or password; check DATABASE_URL",
  "3D000": "there is no such database; create it (createdb), or check DATABASE_URL",
  "42501": "the database user may not do this; it needs to own the database named in DATABASE_URL",
  "42P01": "a table is missing; run `tagcast migrate` first",
};

/** What to tell the person at the terminal about `error`. */
export function failureMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (WRITTEN_FOR_PEOPLE.has(error.name)) return error.message;
  const code = "code" in error ? String(error.code) : "";
  const remedy = REMEDIES[code];
  if (remedy !== undefined) return `${firstMessage(error)}: ${remedy}`;
  return error.stack ?? error.message;
}

/** Node gives several addresses' refusals of one host as an AggregateError without a message. */
function firstMessage(error: Error): string {
  if (error.message !== "") return error.message;
  const [first] = error instanceof AggregateError ? error.errors : [];
  return first instanceof Error ? first.message : error.name;
}
