import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, openAs } from "../console/browser.js";
import { uploadByKey } from "../support/materials.js";
import { mediaFiles } from "../support/media-files.js";
import { newBucket } from "../support/s3.js";
import { createWorld, Role, type World } from "../support/world.js";

let world: World;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  const bucket = await newBucket();
  origin = new URL(bucket.endpoint).origin;
  world = await createWorld({ followers: 10, bucket });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("the console shows pictures out of the bucket, and may load pictures and videos from there, nothing else", async () => {
  const operator = await world.operator(Role.OPERATOR);
  await uploadByKey(world, operator, { kind: "IMAGE", fileName: "autumn.png" }, mediaFiles.png());
  const policy = (await fetch(`${world.url}/materials`)).headers.get("content-security-policy") ?? "";
  const from = policy.split("; ").filter((part) => part.includes(origin));
  expect(from).toEqual([`img-src 'self' ${origin} data: blob:`, `media-src 'self' ${origin} blob:`]);

  const { page, complaints } = await openAs(browser, world, operator);
  await page.goto("/materials");
  const shown = page.getByRole("img", { name: "预览「autumn.png」" });
  await shown.waitFor();
  expect(new URL((await shown.getAttribute("src")) ?? "").origin).toBe(origin);
  await expect.poll(() => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
}, 120_000);
