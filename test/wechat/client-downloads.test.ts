import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { DownloadedFile } from "../../src/wechat/index.js";
import { failure, openClients, useClientBench } from "./client-bench.js";

const GET = "/cgi-bin/media/get";
const MIB = 1024 * 1024;
const bench = useClientBench();

async function download(): Promise<DownloadedFile> {
  const answer = await bench.client.downloadTemporary("m");
  if ("videoUrl" in answer) throw new Error("no file");
  return answer;
}

describe("downloads", () => {
  it.each([["image/jpeg"], ["text/plain"], ["application/octet-stream"], [null]])("are files where WeChat calls them %s", async (type) => {
    const bytes = Buffer.from([0xff, 0xd8, 0x00, 0x7b]);
    bench.wechat.onRaw(GET, (_request, response) => {
      if (type !== null) response.setHeader("content-type", type);
      response.end(bytes);
    });
    const { contentType, size, content } = await download();
    expect([contentType, size]).toEqual([type, 4]);
    expect((await buffer(content)).equals(bytes)).toBe(true);
  });

  it.each(["application/json; encoding=utf-8", "text/plain", "image/jpeg"])("are refusals where a body of %s holds one", async (type) => {
    bench.wechat.onRaw(GET, (_request, response) =>
      response.setHeader("content-type", type).end('{"errcode":40007,"errmsg":"invalid media_id"}'),
    );
    expect(await failure(bench.client.downloadTemporary("m"))).toMatchObject({ kind: "refused", errcode: 40007, endpoint: GET });
  });

  it("of a video are its address", async () => {
    bench.wechat.replies(GET, { video_url: "http://v" });
    expect(await bench.client.downloadTemporary("m")).toEqual({ videoUrl: "http://v" });
  });

  it("of nothing are an empty file", async () => {
    bench.wechat.onRaw(GET, (_request, response) => response.setHeader("content-type", "image/png").end());
    expect((await buffer((await download()).content)).length).toBe(0);
  });

  it("begin again where the token was refused", async () => {
    await bench.client.apiQuota("/x").catch(() => null);
    bench.wechat.expire();
    bench.wechat.onRaw(GET, ({ url = "" }, response) => {
      const good = url.includes(bench.wechat.tokens[1] ?? "none");
      response.setHeader("content-type", good ? "image/png" : "application/json").end(good ? "bytes" : '{"errcode":42001,"errmsg":"x"}');
    });
    expect(String(await buffer((await download()).content))).toBe("bytes");
  });

  it("come no faster than they are read", async () => {
    let sent = 0;
    bench.wechat.onRaw(GET, (_request, response) => {
      const more = () => {
        while (sent < 30 * MIB) {
          sent += MIB;
          if (!response.write(Buffer.alloc(MIB, 1))) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    const { content } = await download();
    for (let settled = -1; settled !== sent; ) {
      settled = sent;
      for (let turn = 0; turn < 200; turn++) await setImmediate();
    }
    // What the sockets of both sides hold, but not the file.
    expect(sent).toBeLessThan(25 * MIB);
    expect((await buffer(content)).length).toBe(30 * MIB);
  });

  it("end for WeChat too when their reader stops", async () => {
    const closed = new Promise((resolve) => {
      bench.wechat.onRaw(GET, (_request, response) => {
        // Goes on and on, so that no time-out of ours ends it.
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => {
          clearInterval(drip);
          resolve("closed");
        });
      });
    });
    const patient = openClients(bench.wechat.url, { transferTimeoutMs: 600_000 });
    const answer = await (await patient.forTenant(1)).downloadTemporary("m");
    if ("videoUrl" in answer) throw new Error("no file");
    await once(answer.content, "readable");
    answer.content.destroy();
    expect(await closed).toBe("closed");
    await patient.close();
  });

  it.each(["reset", "silence"])("fail as unclear after a %s in the middle", async (how) => {
    bench.wechat.onRaw(GET, (_request, response) => {
      response.writeHead(200, { "content-length": 1_000 }).write(Buffer.alloc(500));
      if (how === "reset") setTimeout(() => response.destroy(), 20);
    });
    const { content } = await download();
    expect(await failure(buffer(content))).toMatchObject({ kind: "unclear", endpoint: GET, errcode: null });
  });

  it("that failed before anybody read them say so to the one who does, and end no process", async () => {
    bench.wechat.onRaw(GET, (_request, response) => {
      response.writeHead(200, { "content-length": 1_000 }).write(Buffer.alloc(500));
      setTimeout(() => response.destroy(), 20);
    });
    const { content } = await download();
    await new Promise((resolve) => content.once("close", resolve).resume());
    expect(await failure(buffer(content))).toMatchObject({ kind: "unclear", endpoint: GET });
  });

  it("end at the size that no file of WeChat's has", async () => {
    bench.wechat.onRaw(GET, (_request, response) => {
      response.on("error", () => undefined);
      const more = () => {
        while (response.write(Buffer.alloc(MIB, 1)));
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    expect(await failure(buffer((await download()).content))).toMatchObject({ kind: "unclear" });
  });

  it("take no longer than a transfer may", async () => {
    bench.wechat.onRaw(GET, (_request, response) => {
      const drip = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(drip));
    });
    const hasty = openClients(bench.wechat.url, { transferTimeoutMs: 200 });
    const answer = await (await hasty.forTenant(1)).downloadTemporary("m");
    if ("videoUrl" in answer) throw new Error("no file");
    expect(await failure(buffer(answer.content))).toMatchObject({ kind: "unclear", errmsg: "no answer in time" });
    await hasty.close();
  });
});
