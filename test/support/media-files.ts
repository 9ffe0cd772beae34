import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/** Small, whole files, as programs write them; no two calls give the same bytes. */
export const mediaFiles = { png, jpg, gif, bmp, mp3, amr, wav, wma, mp4, mov, webp, pdf };

const SIDE = 16;

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

function jpg(bytes = 400): Buffer {
  return Buffer.concat([Buffer.from("ffd8ffe000104a46494600010100000100010000", "hex"), randomBytes(bytes), Buffer.from("ffd9", "hex")]);
}

function gif(): Buffer {
  return Buffer.concat([Buffer.from("GIF89a", "latin1"), Buffer.from("01000100800000", "hex"), randomBytes(200)]);
}

function bmp(): Buffer {
  return Buffer.concat([Buffer.from("BM", "latin1"), Buffer.alloc(12), Buffer.from("28000000", "hex"), randomBytes(200)]);
}

/** Frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes and 26 ms each. */
function mp3(frames = 20): Buffer {
  const frame = () => Buffer.concat([Buffer.from("fffb9000", "hex"), randomBytes(413)]);
  return Buffer.concat(Array.from({ length: frames }, frame));
}

function amr(): Buffer {
  const frame = () => Buffer.concat([Buffer.of(0x3c), randomBytes(31)]);
  return Buffer.concat([Buffer.from("#!AMR\n", "latin1"), ...Array.from({ length: 20 }, frame)]);
}

function wav(): Buffer {
  const data = randomBytes(800);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** ASF with a stream header that says audio. */
function wma(): Buffer {
  const properties = Buffer.alloc(78);
  Buffer.from("9107dcb7b7a9cf118ee600c00c205365", "hex").copy(properties);
  properties.writeUInt32LE(78, 16);
  Buffer.from("409e69f84d5bcf11a8fd00805f5c442b", "hex").copy(properties, 24);
  const head = Buffer.alloc(30);
  Buffer.from("3026b2758e66cf11a6d900aa0062ce6c", "hex").copy(head);
  head.writeUInt32LE(30 + properties.length, 16);
  head.writeUInt32LE(1, 24);
  head.set([1, 2], 28);
  return Buffer.concat([head, properties, randomBytes(400)]);
}

function mp4(bytes = 1_000): Buffer {
  return isoMedia("mp42", bytes);
}

/** What a phone records, and names .mp4 all too easily. */
function mov(): Buffer {
  return isoMedia("qt  ", 1_000);
}

function isoMedia(brand: string, bytes: number): Buffer {
  const data = randomBytes(bytes);
  const type = Buffer.concat([
    Buffer.from("00000018", "hex"),
    Buffer.from(`ftyp${brand}`, "latin1"),
    Buffer.alloc(4),
    Buffer.from("isommp42"),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length + 8);
  return Buffer.concat([type, length, Buffer.from("mdat", "latin1"), data]);
}

function webp(): Buffer {
  const head = Buffer.from("RIFF\0\0\0\0WEBPVP8 ", "latin1");
  return Buffer.concat([head, randomBytes(200)]);
}

function pdf(): Buffer {
  return Buffer.concat([Buffer.from("%PDF-1.7\n", "latin1"), randomBytes(200)]);
}
