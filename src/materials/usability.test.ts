import { describe, expect, test } from "vitest";
import { MaterialKind } from "./material.enums.js";
import type { MaterialRecord } from "./material.js";
import { whyUnusable } from "./usability.js";

const FILE = { fileName: "a.mp4", contentType: "video/mp4", bytes: 9, objectKey: "materials/1/a" };
const GONE = new Date("2026-03-01T00:00:00Z");

function material(fields: Partial<MaterialRecord>): MaterialRecord {
  const nothing = { draft: false, title: null, description: null, url: null, file: null, removedAt: null };
  return { ...nothing, id: "m", tenantId: 1, kind: MaterialKind.IMAGE, mediaId: "media", updatedAt: GONE, ...fields };
}

describe("a material is usable in a mass send", () => {
  test.each([
    ["a picture at WeChat", {}],
    ["a voice at WeChat", { kind: MaterialKind.VOICE }],
    ["a draft", { kind: MaterialKind.NEWS, draft: true }],
    ["old news", { kind: MaterialKind.NEWS }],
    ["a video whose file is here", { kind: MaterialKind.VIDEO, file: FILE }],
    ["that video, deleted at WeChat", { kind: MaterialKind.VIDEO, file: FILE, removedAt: GONE }],
    ["that video, before WeChat has it", { kind: MaterialKind.VIDEO, file: FILE, mediaId: null }],
  ])("%s", (_what, fields) => {
    expect(whyUnusable(material(fields))).toBeNull();
  });

  test.each([
    ["not a video known only from WeChat's library", { kind: MaterialKind.VIDEO }, /upload the original file/],
    ["not a cover picture", { kind: MaterialKind.THUMB }, /as an IMAGE/],
    ["not a draft that left the box", { kind: MaterialKind.NEWS, draft: true, removedAt: GONE }, /write a new draft/],
    ["not deleted news", { kind: MaterialKind.NEWS, removedAt: GONE }, /write a draft/],
    ["not a deleted picture", { removedAt: GONE }, /upload the file again/],
    ["not a deleted picture, though its file is here", { removedAt: GONE, file: FILE }, /upload the file again/],
    ["not a picture that did not get to WeChat", { mediaId: null, file: FILE }, /not finished/],
  ])("%s, and says what to do", (_what, fields, remedy) => {
    expect(whyUnusable(material(fields))).toMatch(remedy);
  });
});
