import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { bench, type Json, xmlField } from "../simulator/support.js";
import { APP } from "../simulator/support-app.js";
import { xmlOf } from "../wechat/callback-server.js";
import { CALLBACK_LIBRARIES, CallbackLibrary, passiveReply } from "./support/callback-tasks.js";
import { CALLBACK } from "./support/pushes.js";

describe.each(CALLBACK_LIBRARIES)("passive replies by $name", ({ program }) => {
  it("a message pushed in safe mode is read by the library, and its encrypted answer by the simulator", async () => {
    const library = new CallbackLibrary(program, CALLBACK.token, CALLBACK.encodingAesKey, APP.appId);
    onTestFinished(() => library.close());
    const url = await serve((query, body) => answer(library, query, body));
    const b = await bench({ app: { callback: { ...CALLBACK, url, mode: "safe" } }, callbackTimeoutMs: 60_000 });
    expect(await b.control("POST events", { message: "text", content: "在吗 <br>", follower: 3 })).toMatchObject({ outcome: "replied" });
    const { recent } = await b.control("GET callbacks");
    const reply = { msgType: "text", content: "您说：在吗 <br>", encrypted: true };
    expect((recent as Json[])[0]).toMatchObject({ openid: b.openid(3), tries: [{ status: 200, answer: "reply", reply }] });
  });
});

/** What a brand's server does with the library: decrypts, answers who wrote, encrypts. */
async function answer(library: CallbackLibrary, query: URLSearchParams, body: string): Promise<string> {
  const [signature = "", timestamp = "", nonce = ""] = ["msg_signature", "timestamp", "nonce"].map((name) => query.get(name) ?? "");
  const read = await library.read({ signature, timestamp, nonce }, body);
  if ("refused" in read) return "refused";
  const field = (name: string) => xmlField(read.message, name) ?? "";
  const addresses = { ToUserName: field("FromUserName"), FromUserName: field("ToUserName"), CreateTime: Math.floor(Date.now() / 1_000) };
  return passiveReply(await library.write(xmlOf({ ...addresses, MsgType: "text", Content: `您说：${field("Content")}` })));
}

/** A callback address; returns its URL. */
async function serve(answerTo: (query: URLSearchParams, body: string) => Promise<string>): Promise<string> {
  const take = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    return answerTo(new URL(request.url ?? "/", "http://callback").searchParams, Buffer.concat(chunks).toString("utf8"));
  };
  const server = createServer((request, response) => {
    take(request).then(
      (reply) => response.end(reply),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
}
