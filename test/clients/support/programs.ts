import { spawn } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";

const LONGEST_RUN_MS = 90_000;
const HERE = join(import.meta.dirname, "..");

/** A driver in the language of its library, started with the arguments of its own kind and then ours. */
export type Program = (...args: string[]) => readonly string[];

/** The programs of each library; they stand in what scripts/provision-clients.sh has put there. */
export const PROGRAMS = {
  node: (name: string): Program => {
    return (...args) => [process.execPath, join(HERE, "node", name), join(inject("clientsFolder"), "node"), ...args];
  },
  python: (name: string): Program => {
    return (...args) => [join(inject("clientsFolder"), "python/bin/python"), join(HERE, "python", name), ...args];
  },
  java: (name: string): Program => {
    return (...args) => {
      const folder = inject("clientsFolder");
      const classPath = `${join(folder, "java-driver")}:${join(folder, "java-libraries/lib/*")}`;
      // The second compiler would only take its time from the others.
      return ["java", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-cp", classPath, name, ...args];
    };
  },
};

/** Whatever the machine's language or proxy is. */
export const ENVIRONMENT = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8", LC_ALL: "C.UTF-8", no_proxy: "*" };

/** Runs it to its end; returns the lines of JSON it printed. Rejects with what it wrote to stderr when it fails. */
export async function run(command: readonly string[]): Promise<unknown[]> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { env: ENVIRONMENT, timeout: LONGEST_RUN_MS, stdio: ["pipe", "pipe", "pipe"] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => out.push(part));
  child.stderr.on("data", (part: Buffer) => err.push(part));
  child.stdin.end();
  const status = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(String(code ?? signal)));
  });
  const lines = Buffer.concat(out).toString("utf8").trim().split("\n");
  if (status !== "0") throw new Error(`${program} ended with ${status} after ${lines.at(-1)}\n${Buffer.concat(err).toString("utf8")}`);
  return lines.map((line) => JSON.parse(line) as unknown);
}
