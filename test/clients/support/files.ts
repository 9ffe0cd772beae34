import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const SIDE = 16;

export interface UploadFiles {
  folder: string;
  /** SHA-256 of what each file holds, in hex. */
  digest: Readonly<Record<string, string>>;
  remove(): void;
}

/** The files the drivers upload; one has a Chinese name, since file names go over the wire too. */
export function makeUploadFiles(): UploadFiles {
  const folder = mkdtempSync(join(tmpdir(), "tagcast-uploads-"));
  const files = { "picture.png": png(), "封面.png": png(), "thumb.jpg": jpeg(), "film.mp4": mp4() };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const digests = Object.entries(files).map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]);
  return { folder, digest: Object.fromEntries(digests), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Noise, so that it is long enough (over 215 bytes) for weixin-java-mp not to look for an error reply in it. */
function png(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2], 8);
  const rows = Array.from({ length: SIDE }, () => Buffer.concat([Buffer.of(0), randomBytes(SIDE * 3)]));
  const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)]);
}

function jpeg(): Buffer {
  return Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(400), Buffer.from("ffd9", "hex")]);
}

function mp4(): Buffer {
  const data = randomBytes(1_000);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length + 8);
  const type = Buffer.from("0000001866747970697736d000000200697736d06d703432", "hex");
  return Buffer.concat([type, length, Buffer.from("mdat", "latin1"), data]);
}
