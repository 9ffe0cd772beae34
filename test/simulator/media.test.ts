import { describe, expect, it } from "vitest";
import { FILES, permanent, sized, temporary, upload, withToken } from "./media-support.js";
import { type Bench, bench, DAY_MS, type Json } from "./support.js";

const KB = 1024;
const MB = 1024 * KB;
const errcodeOf = async (reply: Promise<Json>) => (await reply).errcode;

async function fetched(url: string): Promise<{ status: number; type: string | null; disposition: string | null; bytes: Buffer }> {
  const response = await fetch(url);
  const { status, headers } = response;
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status, type: headers.get("content-type"), disposition: headers.get("content-disposition"), bytes };
}

describe("media/upload", () => {
  it("answers type, media_id and created_at; a thumb's id is thumb_media_id", async () => {
    const b = await bench();
    const image = await upload(b, "media/upload?type=image", "a.jpg", FILES.jpg);
    expect(image).toEqual({ type: "image", media_id: expect.stringMatching(/^[\w-]{64}$/), created_at: expect.any(Number) });
    expect(Math.abs(Number(image.created_at) * 1000 - b.sim.clock.now())).toBeLessThan(60_000);
    const thumb = await upload(b, "media/upload?type=thumb", "a.jpg", FILES.jpg);
    expect(thumb).toEqual({ type: "thumb", thumb_media_id: expect.any(String), created_at: expect.any(Number) });
  });

  it("takes the formats of each type, told by content and name", async () => {
    const b = await bench();
    const taken = { image: ["jpg", "png", "gif"], voice: ["amr", "mp3"], video: ["mp4"], thumb: ["jpg"] } as const;
    for (const [type, formats] of Object.entries(taken)) {
      for (const format of formats) {
        expect(await upload(b, `media/upload?type=${type}`, `名字.${format}`, FILES[format])).toMatchObject({ type });
      }
    }
    expect(await upload(b, "media/upload?type=image", "A.JPEG", FILES.png)).toMatchObject({ type: "image" });
  });

  it("refuses an unknown type with 40004", async () => {
    const b = await bench();
    expect(await errcodeOf(upload(b, "media/upload?type=news", "a.jpg", FILES.jpg))).toBe(40004);
    expect(await errcodeOf(upload(b, "media/upload", "a.jpg", FILES.jpg))).toBe(40004);
  });

  it("refuses a file name without an ending or with an unknown one with 40113, another type's with 40005", async () => {
    const b = await bench();
    const named = (name: string) => errcodeOf(upload(b, "media/upload?type=image", name, FILES.jpg));
    expect([await named("blob"), await named("a.webp"), await named("a.mp3"), await named("a.bmp")]).toEqual([40113, 40113, 40005, 40005]);
  });

  it("refuses content that is no such picture with 40137, no such voice or video with 40005", async () => {
    const b = await bench();
    const held = (type: string, name: string, bytes: Buffer) => errcodeOf(upload(b, `media/upload?type=${type}`, name, bytes));
    expect(await held("image", "a.jpg", Buffer.from("<html>"))).toBe(40137);
    expect(await held("image", "a.jpg", FILES.webp)).toBe(40137);
    expect(await held("thumb", "a.jpg", FILES.png)).toBe(40137);
    expect(await held("voice", "a.mp3", FILES.jpg)).toBe(40005);
    expect(await held("video", "a.mp4", FILES.mp3)).toBe(40005);
  });

  it.each([
    ["image", "jpg", 10 * MB, 40009],
    ["voice", "mp3", 2 * MB, 40010],
    ["video", "mp4", 10 * MB, 40011],
    ["thumb", "jpg", 64 * KB, 40012],
  ] as const)("takes a %s of %s up to %i bytes and answers %i beyond", async (type, format, most, errcode) => {
    const b = await bench();
    expect(await upload(b, `media/upload?type=${type}`, `a.${format}`, sized(format, most))).toMatchObject({ type });
    expect(await errcodeOf(upload(b, `media/upload?type=${type}`, `a.${format}`, sized(format, most + 1)))).toBe(errcode);
  });

  it("answers 45001 to what is far too big for any type, and HTTP 413 to what is not worth reading", async () => {
    const b = await bench();
    expect(await errcodeOf(upload(b, "media/upload?type=image", "a.jpg", sized("jpg", 21 * MB)))).toBe(45001);
    const form = new FormData();
    form.append("media", new File([new Uint8Array(33 * MB)], "a.jpg"));
    const tooMuch = fetch(b.sim.url + withToken(b, "media/upload?type=image"), { method: "POST", body: form });
    // The connection may be dropped while the rest is still on its way.
    expect(await tooMuch.then(({ status }) => status).catch(() => 413)).toBe(413);
  });

  it("takes a voice of 60 seconds and answers 45007 beyond", async () => {
    const b = await bench();
    const amr = (seconds: number) => Buffer.concat([Buffer.from("#!AMR\n"), Buffer.alloc(seconds * 50 * 13)]);
    expect(await upload(b, "media/upload?type=voice", "a.amr", amr(60))).toMatchObject({ type: "voice" });
    expect(await errcodeOf(upload(b, "media/upload?type=voice", "a.amr", amr(61)))).toBe(45007);
  });

  it("refuses an empty file with 44001", async () => {
    const b = await bench();
    expect(await errcodeOf(upload(b, "media/upload?type=image", "a.jpg", Buffer.alloc(0)))).toBe(44001);
  });

  it("needs a token as every call does: 41001, 40014", async () => {
    const b = await bench();
    expect((await b.raw("/cgi-bin/media/upload?type=image", { method: "POST", body: new FormData() })).errcode).toBe(41001);
    expect((await b.raw("/cgi-bin/media/upload?type=image&access_token=x", { method: "POST" })).errcode).toBe(40014);
    expect((await b.get("media/upload")).errcode).toBe(43002);
  });
});

describe("media/get", () => {
  it("answers the bytes with their type and a file name", async () => {
    const b = await bench();
    const id = await temporary(b, "image");
    const got = await fetched(b.sim.url + withToken(b, `media/get?media_id=${id}`));
    expect(got).toMatchObject({ status: 200, type: "image/jpeg", disposition: `attachment; filename="${id}.jpg"` });
    expect(got.bytes).toEqual(FILES.jpg);
  });

  it("answers an address of a video, from where it can be fetched", async () => {
    const b = await bench();
    const { video_url } = await b.get("media/get", { media_id: await temporary(b, "video") });
    expect(await fetched(String(video_url))).toMatchObject({ status: 200, type: "video/mp4", bytes: FILES.mp4 });
  });

  it("answers 40007 after three days of the simulator's clock, not before, and the video's address dies too", async () => {
    const b = await bench();
    const media_id = await temporary(b, "video");
    const { video_url } = await b.get("media/get", { media_id });
    await b.sim.advanceClock(3 * DAY_MS - 60_000);
    await b.renewToken();
    expect((await b.get("media/get", { media_id })).video_url).toBe(video_url);
    await b.sim.advanceClock(60_000);
    expect((await b.get("media/get", { media_id })).errcode).toBe(40007);
    expect((await fetched(String(video_url))).status).toBe(404);
  });

  it("answers 40007 to unknown and permanent ids and 41006 without one; POST is 43001", async () => {
    const b = await bench();
    expect((await b.get("media/get", { media_id: "nothing" })).errcode).toBe(40007);
    expect((await b.get("media/get", { media_id: await permanent(b, "image") })).errcode).toBe(40007);
    expect((await b.get("media/get")).errcode).toBe(41006);
    expect((await b.post("media/get", { media_id: "nothing" })).errcode).toBe(43001);
  });
});

describe("media/uploadimg", () => {
  const uploadImage = (b: Bench, name: string, bytes: Buffer) => upload(b, "media/uploadimg", name, bytes);

  it("answers an address from where the picture can be fetched, for good", async () => {
    const b = await bench();
    const { url } = await uploadImage(b, "a.png", FILES.png);
    await b.sim.advanceClock(30 * DAY_MS);
    expect(await fetched(String(url))).toMatchObject({ status: 200, type: "image/png", bytes: FILES.png });
  });

  it("takes jpg and png up to 1 MB: else 40005, 40137, 40009", async () => {
    const b = await bench();
    expect(await uploadImage(b, "a.jpg", sized("jpg", MB))).toHaveProperty("url");
    expect(await errcodeOf(uploadImage(b, "a.jpg", sized("jpg", MB + 1)))).toBe(40009);
    expect(await errcodeOf(uploadImage(b, "a.gif", FILES.gif))).toBe(40005);
    expect(await errcodeOf(uploadImage(b, "a.jpg", FILES.gif))).toBe(40137);
  });

  it("has no daily limit, unlike media/upload", async () => {
    const b = await bench({ dailyLimits: { "/cgi-bin/media/upload": 1 } });
    await temporary(b, "image");
    expect(await errcodeOf(upload(b, "media/upload?type=image", "a.jpg", FILES.jpg))).toBe(45009);
    expect(await uploadImage(b, "a.jpg", FILES.jpg)).toHaveProperty("url");
  });
});

describe("public addresses", () => {
  it("lead to no file that was not uploaded", async () => {
    const b = await bench();
    for (const name of ["", `${"0".repeat(64)}.jpg`, "..%2Fjournal.jsonl", "..%2F..%2Fetc%2Fpasswd"]) {
      expect((await fetch(`${b.sim.url}/mmbiz/${name}`)).status).toBe(404);
    }
  });
});
