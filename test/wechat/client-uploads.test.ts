import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { UploadFile } from "../../src/wechat/index.js";
import { WeChatHttp } from "../../src/wechat/wechat-http.js";
import { failure, openClients, useClientBench } from "./client-bench.js";

const UPLOAD = "/cgi-bin/media/upload";
const MIB = 1024 * 1024;
const PIECE = 64 * 1024;
const DONE = '{"type":"video","media_id":"m","created_at":1700000000}';
const bench = useClientBench();

const file = (size: number, content: UploadFile["content"]): UploadFile => ({ fileName: "a.mp4", contentType: "video/mp4", size, content });

/** `size` bytes made as they are read; `given` says how many so far. */
class Source extends Readable {
  given = 0;

  constructor(private readonly size: number) {
    super({ highWaterMark: PIECE });
  }

  override _read(): void {
    const length = Math.min(PIECE, this.size - this.given);
    this.given += length;
    this.push(length === 0 ? null : Buffer.alloc(length, this.given % 251));
  }
}

const answer = (response: ServerResponse, json: string) => response.setHeader("content-type", "application/json").end(json);
const closed = (stream: Readable) => new Promise<void>((resolve) => (stream.closed ? resolve() : stream.once("close", resolve)));

describe("uploads", () => {
  it("send 10 MB with their length", async () => {
    let received = 0;
    let length = "";
    bench.wechat.onRaw(UPLOAD, async (request, response) => {
      length = request.headers["content-length"] ?? "";
      for await (const piece of request) received += (piece as Buffer).length;
      answer(response, DONE);
    });
    expect((await bench.client.uploadTemporary("VIDEO", file(10 * MIB - 1, new Source(10 * MIB - 1)))).mediaId).toBe("m");
    expect(Number(length)).toBe(received);
    expect(received).toBeGreaterThan(10 * MIB);
  });

  it("hold no more of a file than the sockets' buffers, however large it is, and read it as fast as it is taken", async () => {
    const [size, buffers] = [80 * MIB, 30 * MIB];
    const source = new Source(size);
    let received = 0;
    let mostAhead = 0;
    let take: () => void = () => undefined;
    bench.wechat.onRaw(UPLOAD, (request, response) => {
      request.pause().on("data", (piece: Buffer) => {
        received += piece.length;
        mostAhead = Math.max(mostAhead, source.given - received);
      });
      take = () => request.on("end", () => answer(response, DONE)).resume();
    });
    const http = new WeChatHttp({ baseUrl: bench.wechat.url, headersTimeoutMs: 50 });
    const parts = { fields: {}, file: { fileName: "a.mp4", contentType: "video/mp4", size }, content: source };
    const upload = http.upload({ endpoint: UPLOAD, secrets: [] }, parts);
    for (let settled = -1; settled !== source.given || settled === 0; ) {
      settled = source.given;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(source.given).toBeLessThan(buffers);
    // Beyond what other calls give the server for its first word (undici's timers are up to a second late).
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    take();
    expect(await upload).toMatchObject({ media_id: "m" });
    expect(received).toBeGreaterThan(size);
    expect(mostAhead).toBeLessThan(buffers);
    await http.close();
  });

  it("arrive byte for byte, also after the token was refused", async () => {
    const digests: string[] = [];
    bench.wechat.onRaw(UPLOAD, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const piece of request) chunks.push(piece as Buffer);
      const form = await new Response(Buffer.concat(chunks), {
        headers: { "content-type": request.headers["content-type"] ?? "" },
      }).formData();
      const media = form.get("media");
      if (media instanceof File)
        digests.push(
          createHash("sha256")
            .update(Buffer.from(await media.arrayBuffer()))
            .digest("hex"),
        );
      answer(response, digests.length === 1 ? '{"errcode":40001,"errmsg":"invalid credential"}' : DONE);
    });
    const opened: Source[] = [];
    // As from an object store, which is asked first.
    const open = async () => {
      const source = new Source(300_000);
      opened.push(source);
      return source;
    };
    await bench.client.uploadTemporary("VIDEO", file(300_000, open));
    const hash = createHash("sha256");
    for await (const piece of new Source(300_000)) hash.update(piece as Buffer);
    const whole = hash.digest("hex");
    expect(digests).toEqual([whole, whole]);
    expect(opened.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });

  it("of what cannot be read again are not repeated after a refused token, but the next one has a new token", async () => {
    bench.wechat.on(UPLOAD, ({ query }) =>
      query.get("access_token") === bench.wechat.tokens[0] ? { errcode: 40001, errmsg: "invalid credential" } : JSON.parse(DONE),
    );
    await bench.client.apiQuota("/x").catch(() => null);
    bench.wechat.expire();
    expect(await failure(bench.client.uploadTemporary("VIDEO", file(1_000, new Source(1_000))))).toMatchObject({ kind: "token" });
    expect(bench.wechat.callsTo(UPLOAD)).toHaveLength(1);
    expect((await bench.client.uploadTemporary("VIDEO", file(1_000, new Source(1_000)))).mediaId).toBe("m");
  });

  it.each(["reset", { errcode: -1, errmsg: "system error" }, { status: 502, text: "<html>" }])(
    "are made once, and unclear, after %j",
    async (reply) => {
      bench.wechat.replies(UPLOAD, reply);
      const source = new Source(100_000);
      expect(await failure(bench.client.uploadTemporary("VIDEO", file(100_000, source)))).toMatchObject({
        kind: "unclear",
        endpoint: UPLOAD,
      });
      expect(bench.wechat.callsTo(UPLOAD)).toHaveLength(1);
      expect(source.destroyed).toBe(true);
    },
  );
});

describe("uploads that go wrong half-way", () => {
  it("end at once where the file cannot be read on, for WeChat too", async () => {
    const breaking = new Readable({ read: () => undefined });
    breaking.push(Buffer.alloc(MIB));
    const cut = new Promise((resolve) => {
      bench.wechat.onRaw(UPLOAD, (request) => {
        request.on("error", () => undefined).on("close", () => resolve(request.complete));
        request.once("data", () => breaking.destroy(Object.assign(new Error("EIO: /home/secret.mp4"), { code: "EIO" }))).resume();
      });
    });
    const error = await failure(bench.client.uploadTemporary("VIDEO", file(5 * MIB, breaking)));
    expect(error).toMatchObject({ kind: "invalid", errcode: null, errmsg: "the file could not be read (EIO)" });
    expect(await cut).toBe(false);
  });

  it.each([
    ["more", 2_000],
    ["less", 500],
  ])("reach WeChat as no whole request where the file has %s than it was said to have", async (_name, real) => {
    bench.wechat.onRaw(UPLOAD, (request, response) =>
      request
        .on("error", () => undefined)
        .on("end", () => answer(response, DONE))
        .resume(),
    );
    const error = await failure(bench.client.uploadTemporary("VIDEO", file(1_000, new Source(real))));
    expect(error).toMatchObject({ kind: "invalid", errcode: null, errmsg: expect.stringContaining("bytes") });
  });

  it("of a stream that failed before it was read are the file's fault, and end no process", async () => {
    const failed = new Readable().destroy(new Error("gone"));
    expect(await failure(bench.client.uploadTemporary("VIDEO", file(10, failed)))).toMatchObject({ kind: "invalid", errcode: null });
    const missing = () => Promise.reject(new Error("no such object"));
    const broken = () => {
      throw new Error("no store");
    };
    for (const open of [missing, broken])
      expect(await failure(bench.client.uploadTemporary("VIDEO", file(10, open)))).toMatchObject({ kind: "invalid", errcode: null });
  });

  it("take a refusal that comes before the file was sent, and stop sending", async () => {
    const source = new Source(10 * MIB);
    bench.wechat.onRaw(UPLOAD, (request, response) => {
      request.on("error", () => undefined);
      answer(response, '{"errcode":45001,"errmsg":"media size out of limit"}');
    });
    expect(await failure(bench.client.uploadTemporary("VIDEO", file(10 * MIB, source)))).toMatchObject({ kind: "refused", errcode: 45001 });
    await closed(source);
    expect(source.given).toBeLessThan(10 * MIB);
  });

  it.each(["takes nothing", "takes all and says nothing"])("end in time where the server %s", async (how) => {
    bench.wechat.onRaw(UPLOAD, (request) => void (how === "takes nothing" ? request.pause() : request.resume()));
    const hasty = openClients(bench.wechat.url, { transferTimeoutMs: 400 });
    const source = new Source(10 * MIB);
    const upload = (await hasty.forTenant(1)).uploadTemporary("VIDEO", file(10 * MIB, source));
    expect(await failure(upload)).toMatchObject({ kind: "unclear", errmsg: "no answer in time" });
    await closed(source);
    await hasty.close();
  });

  it("end in time where the file does not go on", async () => {
    bench.wechat.onRaw(UPLOAD, (request) => request.on("error", () => undefined).resume());
    const hasty = openClients(bench.wechat.url, { transferTimeoutMs: 400 });
    const stuck = new Readable({ read: () => undefined });
    const upload = (await hasty.forTenant(1)).uploadTemporary("VIDEO", file(10 * MIB, stuck));
    expect(await failure(upload)).toMatchObject({ kind: "unclear", errmsg: "no answer in time" });
    expect(stuck.destroyed).toBe(true);
    await hasty.close();
  });
});
