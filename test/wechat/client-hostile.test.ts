import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { openidList, type WeChatError } from "../../src/wechat/index.js";
import { failure, SECRET, useClientBench } from "./client-bench.js";

const SEND = "/cgi-bin/message/mass/send";
const UPLOAD = "/cgi-bin/media/upload";
const GET = "/cgi-bin/media/get";
const OPENIDS = ["oLVPpjqs9BhvzwPj5A-vTYAX3GLc", "oLVPpjkttuZTbwDwN7vjHNlqsmPs"];
const TEXT = "the text that only its readers may see";
const bench = useClientBench();

type Answer = (response: ServerResponse, request: IncomingMessage, body: string) => unknown;

const sendJson = (response: ServerResponse, text: string | Buffer) => response.setHeader("content-type", "application/json").end(text);
const json =
  (text: string | Buffer): Answer =>
  (response) =>
    sendJson(response, text);
const tokenOf = (url = "") => new URL(url, "http://x").searchParams.get("access_token") ?? "";

/** Every way in which something between us and WeChat, or WeChat itself, can answer amiss. */
const AMISS: Record<string, Answer> = {
  "a refusal that echoes URL and body": (response, { url }, body) =>
    sendJson(response, JSON.stringify({ errcode: 40003, errmsg: `bad ${url} ${body} ${OPENIDS} rid: 62bd10f4-7514f9d8-1d884148` })),
  "a refusal that echoes part of the token as its hint": (response, { url }) =>
    sendJson(response, JSON.stringify({ errcode: 40003, errmsg: `bad hint: [${tokenOf(url).slice(0, 60)}]` })),
  "an errcode of text that echoes": (response, { url }) => sendJson(response, JSON.stringify({ errcode: url, errmsg: url })),
  "a reset": (response) => response.destroy(),
  "a reset in the middle": (response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
    setTimeout(() => response.destroy(), 10);
  },
  "no answer": () => undefined,
  "an HTML page": (response, { url }) => response.setHeader("content-type", "text/html").end(`<html>${url}</html>`),
  "a redirect": (response, { url }) => response.writeHead(302, { location: `/elsewhere${url}` }).end(),
  "a proxy that wants to know who we are": (response, { url }) => response.writeHead(407, { "proxy-authenticate": "Basic" }).end(url),
  "a gateway's fault with a good body": (response) => response.writeHead(504).end('{"errcode":0,"msg_id":1,"media_id":"m","created_at":1}'),
  "a compressed reply": (response) => response.setHeader("content-encoding", "gzip").end(gzipSync('{"errcode":0,"msg_id":1}')),
  "a compressed reply that does not say so": (response) => response.end(gzipSync('{"errcode":0}')),
  "headers that are none": (response) => response.socket?.end("HTTP/1.1 200 OK\r\nfoo bar\r\n\r\n{}"),
  "no HTTP": (response) => response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n"),
  "invalid UTF-8": json(Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0xff, 0x7d])),
  "half a JSON": json('{"errcode":0,"msg_id":'),
  "an array": json("[1]"),
  "an empty body": json(""),
  "a NaN": json('{"errcode":0,"msg_id":NaN}'),
  "a huge number": json('{"errcode":0,"msg_id":1e999,"created_at":1e999,"media_id":"m"}'),
  "a number of a million digits": json(`{"errcode":0,"msg_id":${"9".repeat(1_000_000)},"created_at":1,"media_id":7}`),
  "a huge errcode": json(`{"errcode":${"9".repeat(400)},"errmsg":"x"}`),
  "prototype keys": json('{"__proto__":{"errcode":0,"msg_id":1,"media_id":"m","created_at":1},"constructor":1}'),
  "an errcode in a prototype": json('{"__proto__":{"errcode":0},"errcode":"__proto__"}'),
  "a hundred thousand levels": json(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`),
  "a huge reply": (response) => {
    response.on("error", () => undefined).setHeader("content-type", "application/json");
    const more = () => {
      while (response.write(Buffer.alloc(1024 * 1024, " ")));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
};

/** Answers so to each of the three kinds of request: JSON, upload, download. */
function answerWith(answer: Answer): void {
  for (const path of [SEND, UPLOAD, GET]) {
    bench.wechat.onRaw(path, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const piece of request) chunks.push(piece as Buffer);
      answer(response, request, Buffer.concat(chunks).toString());
    });
  }
}

async function failures(): Promise<WeChatError[]> {
  const request = { content: { kind: "TEXT", text: TEXT } as const, clientMsgId: "tc-1-0", sendIgnoreReprint: false };
  const file = { fileName: "a.jpg", contentType: "image/jpeg", size: TEXT.length, content: () => Readable.from([Buffer.from(TEXT)]) };
  return [
    await failure(bench.client.massSendByOpenids({ ...request, openids: openidList(OPENIDS) })),
    await failure(bench.client.uploadTemporary("IMAGE", file)),
  ];
}

/** All that anybody could print of it: to a console, into a log, as JSON. */
function printed(errors: readonly WeChatError[]): string {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  for (const err of errors) log.warn({ err }, err.message);
  const shown = inspect(errors, { depth: 20, showHidden: true, getters: true, maxStringLength: null });
  return [shown, JSON.stringify(errors), JSON.stringify(bench.observed), ...lines].join("\n");
}

function expectNoSecret(text: string): void {
  for (const secret of [SECRET, ...bench.wechat.tokens, ...bench.wechat.tokens.map((token) => token.slice(0, 60)), ...OPENIDS, TEXT]) {
    expect(text).not.toContain(secret);
  }
}

describe("whatever is answered", () => {
  it.each(Object.keys(AMISS))("%s: is a WeChatError without secrets, openids or contents", async (name) => {
    answerWith(AMISS[name] ?? json(""));
    const errors = await failures();
    for (const error of errors) expect(error.kind).toBe(name.startsWith("a refusal") ? "invalid" : "unclear");
    expectNoSecret(printed(errors));
    expect(bench.wechat.callsTo("/elsewhere")).toEqual([]);
  });

  it.each(Object.keys(AMISS).filter((name) => !name.includes("compressed reply that does not")))(
    "%s: is no file to a download",
    async (name) => {
      answerWith(AMISS[name] ?? json(""));
      const error = await bench.client.downloadTemporary("m").then(
        async (file) => ("content" in file ? failure(file.content.toArray()) : new Error("a video")),
        (reason: unknown) => reason,
      );
      if (name === "an empty body") return;
      expect(error).toMatchObject({ name: "WeChatError", endpoint: GET });
      expectNoSecret(printed([error as WeChatError]));
    },
  );

  it("observers are told of each request, how it ended, and nothing else of it", async () => {
    bench.wechat.replies("/cgi-bin/tags/get", "reset", { tags: [] }).replies(SEND, { errcode: 45009, errmsg: "x" });
    await bench.client.tags();
    await failures();
    expect(bench.observed.map(({ endpoint, outcome, errcode }) => [endpoint, outcome, errcode])).toEqual([
      ["/cgi-bin/stable_token", "ok", 0],
      ["/cgi-bin/tags/get", "unclear", null],
      ["/cgi-bin/tags/get", "ok", 0],
      [SEND, "quota-day", 45009],
      [UPLOAD, "invalid", 40066],
    ]);
    for (const { ms } of bench.observed) expect(ms).toBeGreaterThan(0);
  });
});
