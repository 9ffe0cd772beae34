import { expect, it } from "vitest";
import { FILES, upload } from "./media-support.js";
import { bench } from "./support.js";

it("a permanent video's description may stand in the query, as wechatpy writes it, with escapes", async () => {
  const b = await bench();
  const query = new URLSearchParams({ type: "video", description: String.raw`{"title": "\u65b0\u54c1", "introduction": "\u770b"}` });
  const { media_id } = await upload(b, `material/add_material?${query}`, "f.mp4", FILES.mp4);
  expect(await b.post("material/get_material", { media_id })).toMatchObject({ title: "新品", description: "看" });
});
