import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CliError } from "./terminal.js";

/** The sandbox's Official Account: the same in the database and in the simulator, however often both are started. */
export interface SandboxAccount {
  appId: string;
  appSecret: string;
  callbackToken: string;
  encodingAesKey: string;
  /** Of the openids and of the demo people. */
  seed: number;
  /** People 0 to `followers` - 1 follow the account. */
  followers: number;
}

export const SANDBOX_APP_ID = "wxsandbox00000001";
const DEFAULT_SEED = 1;

const shape = z.strictObject({
  appId: z.string(),
  appSecret: z.string(),
  callbackToken: z.string(),
  encodingAesKey: z.string().length(43),
  seed: z.int(),
  followers: z.int().min(0),
});

/** The account kept in the data folder; made there the first time. It never has fewer followers than `followers`. */
export function loadSandboxAccount(dataDir: string, followers: number): SandboxAccount {
  const kept = readAccount(fileIn(dataDir));
  if (kept !== null && kept.followers >= followers) return kept;
  return keepSandboxAccount(dataDir, { ...(kept ?? newAccount()), followers });
}

/** Notes a changed account, whole or not at all. It opens nothing but a simulator on this machine; still only its owner reads it. */
export function keepSandboxAccount(dataDir: string, account: SandboxAccount): SandboxAccount {
  mkdirSync(dataDir, { recursive: true });
  const path = fileIn(dataDir);
  writeFileSync(`${path}.new`, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return account;
}

function fileIn(dataDir: string): string {
  return join(dataDir, "sandbox.json");
}

function readAccount(path: string): SandboxAccount | null {
  if (!existsSync(path)) return null;
  try {
    return shape.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new CliError(`${path} is damaged. Remove the folder around it to begin with a new sandbox, or restore the file.`, 1, { cause });
  }
}

function newAccount(): Omit<SandboxAccount, "followers"> {
  return {
    appId: SANDBOX_APP_ID,
    appSecret: randomBytes(16).toString("hex"),
    callbackToken: randomBytes(12).toString("hex"),
    encodingAesKey: randomBytes(32).toString("base64").slice(0, 43),
    seed: DEFAULT_SEED,
  };
}
