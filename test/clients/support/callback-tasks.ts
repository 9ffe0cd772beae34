import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { callbackSignature } from "../../../src/wechat/index.js";
import { ENVIRONMENT, PROGRAMS, type Program } from "./programs.js";

/** An encrypted message as it travels: Encrypt, and what msg_signature is made over. */
export interface Sealed {
  encrypt: string;
  /** msg_signature, or MsgSignature in a passive reply. */
  signature: string;
  timestamp: string;
  nonce: string;
}

/** What the library made of a body: the message inside, and what its own parser found there, if it has one. */
export type Read = { message: string; understood?: Record<string, unknown> } | { refused: true };

/** A program that does single tasks with a library's cryptography: a line of JSON in, a line of JSON out. */
export class CallbackLibrary {
  private readonly waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  private readonly child: ChildProcessWithoutNullStreams;
  private complaints = "";
  /** Why it can do no more. */
  private ended: Error | null = null;

  constructor(program: Program, token: string, encodingAesKey: string, appId: string) {
    const [command = "", ...args] = program(token, encodingAesKey, appId);
    this.child = spawn(command, args, { env: ENVIRONMENT });
    createInterface({ input: this.child.stdout }).on("line", (line) => this.waiting.shift()?.resolve(line));
    this.child.stderr.on("data", (part: Buffer) => {
      this.complaints += part.toString("utf8");
    });
    this.child.stdin.on("error", () => this.fail("does not read"));
    this.child.once("error", (error) => this.fail(error.message));
    this.child.once("close", (code) => this.fail(`ended with ${code}`));
  }

  /** Checks the signature and decrypts: what WeChat, or we, put into `body`. */
  read(sealed: Omit<Sealed, "encrypt">, body: string): Promise<Read> {
    const { signature, timestamp, nonce } = sealed;
    return this.ask({ task: "read", signature, timestamp, nonce, body }) as Promise<Read>;
  }

  /** Encrypts and signs, as for a passive reply. */
  write(message: string): Promise<Sealed> {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    return this.ask({ task: "write", message, timestamp, nonce: "1320562132" }) as Promise<Sealed>;
  }

  /** Whether it takes this for the signature of a request's query. */
  async check(query: { signature: string; timestamp: string; nonce: string }): Promise<boolean> {
    const answer = (await this.ask({ task: "check", ...query })) as { right?: true };
    return answer.right === true;
  }

  close(): void {
    this.child.stdin.end();
  }

  private async ask(task: object): Promise<unknown> {
    const line = await new Promise<string>((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      this.waiting.push({ resolve, reject });
      this.child.stdin.write(`${JSON.stringify(task)}\n`);
    });
    return JSON.parse(line);
  }

  private fail(reason: string): void {
    this.ended ??= new Error(`the library's program ${reason}\n${this.complaints}`);
    for (const { reject } of this.waiting.splice(0)) reject(this.ended);
  }
}

/** `parses`: has a parser of its own for what is inside. `checksAppId`: refuses what was encrypted for another account. */
export const CALLBACK_LIBRARIES = [
  { name: "wechat-crypto", program: PROGRAMS.node("callbacks.mjs"), parses: false, checksAppId: true },
  { name: "wechatpy", program: PROGRAMS.python("callbacks.py"), parses: true, checksAppId: true },
  { name: "weixin-java-mp", program: PROGRAMS.java("Callbacks"), parses: true, checksAppId: false },
];

/** The body in which an encrypted message travels. */
export function encryptedBody({ encrypt }: Pick<Sealed, "encrypt">): string {
  return `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
}

/** The answer in which it travels back. */
export function passiveReply({ encrypt, signature, timestamp, nonce }: Sealed): string {
  const field = (name: string, value: string) => `<${name}><![CDATA[${value}]]></${name}>`;
  const signed = `${field("MsgSignature", signature)}<TimeStamp>${timestamp}</TimeStamp>${field("Nonce", nonce)}`;
  return `<xml>${field("Encrypt", encrypt)}${signed}</xml>`;
}

/** Signed with `token` now. */
export function seal(token: string, encrypt: string): Sealed {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = "1320562132";
  return { encrypt, timestamp, nonce, signature: callbackSignature(token, timestamp, nonce, encrypt) };
}

/** The query of a request that brings it. */
export function sealedQuery(token: string, { signature, timestamp, nonce }: Sealed): URLSearchParams {
  const plain = callbackSignature(token, timestamp, nonce);
  return new URLSearchParams({ signature: plain, timestamp, nonce, encrypt_type: "aes", msg_signature: signature });
}
