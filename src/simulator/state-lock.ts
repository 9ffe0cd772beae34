import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Locks this process holds: its own id in a lock file it does not hold is that of a dead process which had the same id. */
const held = new Set<string>();

/** Another simulator has the state folder. */
export class StateInUseError extends Error {
  override readonly name = "StateInUseError";
}

/** Keeps a second simulator out of a state folder: two would write one journal, and each would miss half of it. */
export class StateLock {
  private constructor(private readonly file: string) {}

  /** Takes the folder, also from a process that is dead. Rejects while a living one has it. */
  static async take(folder: string): Promise<StateLock> {
    const file = join(folder, "simulator.pid");
    const holder = await createdOrHolder(file);
    if (holder !== null) {
      if (isAlive(holder, file)) throw inUse(folder, file, holder);
      await takeOver(folder, file, holder);
    }
    held.add(file);
    return new StateLock(file);
  }

  async release(): Promise<void> {
    held.delete(this.file);
    await rm(this.file, { force: true });
  }
}

/** Null when the file was created; else what is in it. */
async function createdOrHolder(file: string): Promise<string | null> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return null;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return (await readFile(file, "utf8")).trim();
  }
}

/** Two that find the same dead lock at once: whoever moves it away goes on, and the other one finds another lock or none. */
async function takeOver(folder: string, file: string, dead: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside);
  const moved = (await readFile(aside, "utf8")).trim();
  await rm(aside);
  const holder = moved === dead ? await createdOrHolder(file) : moved;
  if (holder !== null) throw inUse(folder, file, holder);
}

function isAlive(holder: string, file: string): boolean {
  const pid = Number(holder);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, but it is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function inUse(folder: string, file: string, holder: string): StateInUseError {
  return new StateInUseError(
    `the state folder ${folder} is in use by another simulator (process ${holder}). Stop that one, or choose another folder; if process ${holder} is no simulator, delete ${file}.`,
  );
}
