import { expect, it } from "vitest";
import { MemoryBlobs } from "../media/blobs.js";
import { keepFile } from "./upload.js";

it("an upload beyond what the simulator may hold in memory is 45034, and nothing is committed", async () => {
  const media = new MemoryBlobs(10);
  const committed: string[] = [];
  const keep = (bytes: Buffer) => keepFile(media, { name: "a.jpg", bytes, format: "jpg" }, ({ key }) => committed.push(key));
  await keep(Buffer.alloc(8));
  await expect(keep(Buffer.alloc(3))).rejects.toMatchObject({ errcode: 45034 });
  expect(committed).toHaveLength(1);
});
