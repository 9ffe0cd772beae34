import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { FILES, withToken } from "./media-support.js";
import { type Bench, bench, type Json } from "./support.js";

interface Form {
  /** The part's header lines. */
  head: string;
  contentType?: string;
  /** In place of the closing boundary. */
  end?: string;
  before?: string;
  chunked?: boolean;
}

/** A form byte by byte, as no library would let one write it. */
function send(b: Bench, { head, contentType = "multipart/form-data; boundary=xyz", end = "\r\n--xyz--\r\n", before = "", chunked }: Form) {
  const body = Buffer.concat([Buffer.from(`${before}--xyz\r\n${head}\r\n\r\n`), FILES.jpg, Buffer.from(end)]);
  const headers = { "content-type": contentType, ...(chunked ? { "transfer-encoding": "chunked" } : { "content-length": body.length }) };
  return new Promise<Json>((resolve, reject) => {
    const call = request(b.sim.url + withToken(b, "media/upload?type=image"), { method: "POST", headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      resolve(JSON.parse(Buffer.concat(chunks).toString()) as Json);
    });
    call.on("error", reject);
    if (chunked) for (let at = 0; at < body.length; at += 100) call.write(body.subarray(at, at + 100));
    call.end(chunked ? undefined : body);
  });
}

describe("multipart bodies", () => {
  const quoted = 'Content-Disposition: form-data; name="media"; filename="a.jpg"';

  it.each<[string, Form]>([
    ["quoted names and a type, as formstream (co-wechat-api)", { head: `${quoted}\r\nContent-Type: image/jpeg` }],
    ["no Content-Type of the part, as requests (wechatpy)", { head: quoted }],
    ["Content-Transfer-Encoding, as Apache HttpClient (weixin-java-mp)", { head: `${quoted}\r\nContent-Transfer-Encoding: binary` }],
    ["bare names", { head: "Content-Disposition: form-data; name=media; filename=a.jpg" }],
    ["lower-case header names and blanks", { head: 'content-disposition:form-data ;name = "media" ; filename = "a.jpg"' }],
    ["filename before name", { head: 'Content-Disposition: form-data; filename="a.jpg"; name="media"' }],
    ["filename* alone, as older urllib3", { head: "Content-Disposition: form-data; name=\"media\"; filename*=utf-8''%E5%9B%BE.jpg" }],
    ["filename* beside filename", { head: 'Content-Disposition: form-data; name="media"; filename="blob"; filename*=UTF-8\'\'a.jpg' }],
    ["raw UTF-8 in the name", { head: 'Content-Disposition: form-data; name="media"; filename="图;片.jpg"' }],
    ["a quote in the name", { head: 'Content-Disposition: form-data; name="media"; filename="a\\"b.jpg"' }],
    ["a quoted boundary", { head: quoted, contentType: 'Multipart/Form-Data; charset=utf-8; boundary="xyz"' }],
    ["a preamble, and no line end at the end", { head: quoted, before: "\r\n", end: "\r\n--xyz--" }],
    ["chunked transfer", { head: quoted, chunked: true }],
  ])("are taken with %s", async (_name, form) => {
    expect(await send(await bench(), form)).toMatchObject({ type: "image" });
  });

  it.each<[string, Form]>([
    ["another name of the part", { head: 'Content-Disposition: form-data; name="file"; filename="a.jpg"' }],
    ["no file name", { head: 'Content-Disposition: form-data; name="media"' }],
    ["no boundary told", { head: quoted, contentType: "multipart/form-data" }],
    ["another Content-Type", { head: quoted, contentType: "application/json" }],
    ["another boundary than told", { head: quoted, contentType: "multipart/form-data; boundary=abc" }],
    ["the end cut off", { head: quoted, end: "" }],
    ["no header lines", { head: "" }],
  ])("are refused with 41005 when there is %s", async (_name, form) => {
    expect((await send(await bench(), form)).errcode).toBe(41005);
  });

  it("are refused with 41005 when there is no body", async () => {
    const b = await bench();
    expect((await b.raw(withToken(b, "media/upload?type=image"), { method: "POST" })).errcode).toBe(41005);
  });
});
