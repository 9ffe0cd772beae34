import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { soundSeconds } from "./duration.js";

/** `count` frames of `length` bytes that begin with these. */
const frames = (count: number, length: number, head: number[]) =>
  Buffer.concat(Array.from({ length: count }, () => Buffer.concat([Buffer.from(head), Buffer.alloc(length - head.length)])));

function wav(seconds: number, bytesPerSecond: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF....WAVEfmt ", "latin1");
  head.writeUInt32LE(bytesPerSecond, 28);
  return Buffer.concat([head, Buffer.alloc(seconds * bytesPerSecond)]);
}

describe("soundSeconds", () => {
  it("counts frames of AMR, narrow and wide", () => {
    expect(soundSeconds(Buffer.concat([Buffer.from("#!AMR\n"), frames(100, 32, [0x3c])]), "amr")).toBeCloseTo(2);
    expect(soundSeconds(Buffer.concat([Buffer.from("#!AMR-WB\n"), frames(50, 61, [0x44])]), "amr")).toBeCloseTo(1);
  });

  it("adds up frames of MP3, whatever their rates, behind a tag", () => {
    const tag = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 1, 2, ...new Uint8Array(130).fill(0xff)]);
    const fast = frames(100, 417, [0xff, 0xfb, 0x90, 0x64]);
    const slow = frames(100, 104, [0xff, 0xfb, 0x10, 0x64]);
    expect(soundSeconds(Buffer.concat([tag, fast, slow]), "mp3")).toBeCloseTo((200 * 1152) / 44_100);
    expect(soundSeconds(frames(10, 104, [0xff, 0xf3, 0x40, 0xc4]), "mp3")).toBeCloseTo((10 * 576) / 22_050);
  });

  it("divides WAV by its bytes a second", () => {
    expect(soundSeconds(wav(3, 16_000), "wav")).toBeCloseTo(3);
  });

  it("does not know what is no sound or tells nothing", () => {
    expect(soundSeconds(Buffer.alloc(100), "wma")).toBeNull();
    expect(soundSeconds(Buffer.from("ID3"), "mp3")).toBeNull();
    expect(soundSeconds(Buffer.alloc(44), "wav")).toBeNull();
  });

  it("ends with a number from 0 or nothing, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom("amr", "mp3", "wav"), (bytes, format) => {
        expect(soundSeconds(Buffer.from(bytes), format) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
