import { describe, expect, it } from "vitest";
import { draft, FILES, permanent, sized, temporary, upload, withToken } from "./media-support.js";
import { type Bench, bench, DAY_MS } from "./support.js";

const KB = 1024;
const MB = 1024 * KB;

async function fetched(b: Bench, path: string): Promise<Response> {
  return fetch(b.sim.url + withToken(b, path));
}

describe("media/upload", () => {
  it("answers type, media_id and created_at; a thumb's id is thumb_media_id", async () => {
    const b = await bench();
    expect(await upload(b, "media/upload?type=image", "a.jpg", FILES.jpg)).toEqual({
      type: "image",
      media_id: expect.stringMatching(/^[\w-]{64}$/),
      created_at: expect.any(Number),
    });
    expect(await upload(b, "media/upload?type=thumb", "a.jpg", FILES.jpg)).toEqual({
      type: "thumb",
      thumb_media_id: expect.any(String),
      created_at: expect.any(Number),
    });
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
});

describe("media/get", () => {
  it("answers the bytes with their type and a file name", async () => {
    const b = await bench();
    const id = await temporary(b, "image");
    const response = await fetched(b, `media/get?media_id=${id}`);
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${id}.jpg"`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(FILES.jpg);
  });
});

describe("drafts", () => {
  it("are added and read", async () => {
    const b = await bench();
    const id = await draft(b, 2);
    expect(await b.post("draft/get", { media_id: id })).toMatchObject({ news_item: [{ title: "第1篇" }, { title: "第2篇" }] });
    expect(await b.get("draft/count")).toEqual({ total_count: 1 });
  });
});

describe("materials", () => {
  it("are added and listed", async () => {
    const b = await bench();
    const id = await permanent(b, "image");
    expect(await b.post("material/batchget_material", { type: "image", offset: 0, count: 20 })).toMatchObject({
      total_count: 1,
      item: [{ media_id: id }],
    });
    expect(DAY_MS + sized("jpg", MB).length).toBeGreaterThan(0);
  });
});
