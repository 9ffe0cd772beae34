import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";

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
    const file = resolve(folder, "simulator.pid");
    const holder = await createdOrHolder(file);
    if (holder !== null) {
      if (await isAlive(holder, file)) throw inUse(folder, file, holder);
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
    await writeFile(file, `${process.pid} ${(await statOf(process.pid))?.start ?? ""}`, { flag: "wx" });
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

async function isAlive(holder: string, file: string): Promise<boolean> {
  const [id, start] = holder.split(" ");
  const pid = Number(id);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return held.has(file);
  if (!exists(pid)) return false;
  const now = await statOf(pid);
  // Killed, but its parent has not taken note: where nothing collects orphans (containers) it stays so for ever.
  if (now?.state === "Z") return false;
  // After a reboot its id may be another program's.
  return !start || now === null || start === now.start;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: there is such a process, but it is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** State, and when the process started, in ticks since the machine did; null where the system does not tell (other than Linux). */
async function statOf(pid: number): Promise<{ state: string; start: string } | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The name in parentheses may hold blanks; behind it the first field is the state, the 20th the start.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", start: fields[19] ?? "" };
}

function inUse(folder: string, file: string, holder: string): StateInUseError {
  const [pid] = holder.split(" ");
  return new StateInUseError(
    `the state folder ${folder} is in use by another simulator (process ${pid}). Stop that one, or choose another folder; if process ${pid} is no simulator, delete ${file}.`,
  );
}
