/** Embedded PostgreSQL cannot run as asked; the message says what is wrong and what to do. Written for the person at the terminal. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

interface Explanation {
  sign: RegExp;
  advice(folder: string): string;
}

const noSpace = (folder: string) =>
  `The disk that holds ${folder} is full. Free some space (PostgreSQL needs about 100 MB to begin and 200 MB for every million followers), then start again: nothing is lost.`;

const EXPLANATIONS: readonly Explanation[] = [
  {
    sign: /No space left on device|could not extend file|Disk quota exceeded/,
    advice: noSpace,
  },
  {
    sign: /database files are incompatible with server/,
    advice: (folder) => `The database in ${folder} was made by another version of PostgreSQL. ${MOVE_OR_DOWNGRADE}`,
  },
  {
    sign: /could not locate a valid checkpoint record|invalid checkpoint record|PANIC: .*could not (read|open) file|global\/pg_control.*(not exist|No such file)/,
    advice: (folder) =>
      `The database files in ${folder} are damaged. Restore a backup, or move the folder away to begin with an empty database.`,
  },
  {
    sign: /Permission denied|has wrong ownership|has invalid permissions/,
    advice: (folder) =>
      `PostgreSQL may not use ${folder}. Give the folder to the user who starts Tagcast (chown -R), or set TAGCAST_DATA_DIR to another folder.`,
  },
  {
    sign: /error while loading shared libraries|Exec format error|GLIBC_/,
    advice: () =>
      "The bundled PostgreSQL does not run on this system. Run `npm ci` again, or point DATABASE_URL to a PostgreSQL 14 or later of your own.",
  },
  {
    sign: /could not map anonymous shared memory|Cannot allocate memory|out of memory/i,
    advice: () => "There is not enough free memory for PostgreSQL: it needs about 150 MB.",
  },
];

export const MOVE_OR_DOWNGRADE =
  "Start the Tagcast release that made it and export with `tagcast backup`, then restore here; or move the folder away to begin with an empty database.";

/** For what our own writes meet; PostgreSQL's go through `explainFailure`. */
export function diskFull(folder: string, cause: Error): EmbeddedPostgresError {
  return new EmbeddedPostgresError(noSpace(folder), { cause });
}

/** Turns what PostgreSQL printed before it gave up into one message with advice; keeps its last lines for whoever needs more. */
export function explainFailure(what: string, output: string, folder: string): EmbeddedPostgresError {
  const known = EXPLANATIONS.find(({ sign }) => sign.test(output));
  const tail = output.trim().split("\n").slice(-8).join("\n");
  const said = tail === "" ? "" : `\nPostgreSQL said:\n${tail}`;
  const advice = known === undefined ? "" : ` ${known.advice(folder)}`;
  return new EmbeddedPostgresError(`${what}.${advice}${said}`);
}

/** Leftover server processes of a killed postmaster go by themselves within seconds: worth waiting for. */
export function isPassing(output: string): boolean {
  return /pre-existing shared memory block .* is still in use/.test(output);
}

export function isPortTaken(output: string): boolean {
  return /could not bind IPv4 address|could not create any TCP\/IP sockets|Address already in use/.test(output);
}
