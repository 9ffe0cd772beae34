import type { MediaFormat } from "./formats.js";

/** Bytes of a frame of 20 ms by its mode, the byte that tells the mode included; unknown modes hold nothing. */
const AMR_FRAMES = [13, 14, 16, 18, 20, 21, 27, 32, 6];
const AMR_WIDE_FRAMES = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6];
const AMR_FRAME_SECONDS = 0.02;

/** Kilobits a second of MPEG audio layer III, by the index in the frame's head; 0 where there is none. */
const MPEG1_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0];
const MPEG2_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0];
const MPEG1_SAMPLES = [44_100, 48_000, 32_000, 0];

/** Seconds of sound in a file; null where its format (wma, video, pictures) or its content does not tell. */
export function soundSeconds(bytes: Buffer, format: MediaFormat): number | null {
  switch (format) {
    case "amr":
      return amrSeconds(bytes);
    case "mp3":
      return mp3Seconds(bytes);
    case "wav":
      return wavSeconds(bytes);
    default:
      return null;
  }
}

function amrSeconds(bytes: Buffer): number {
  const wide = bytes.subarray(0, 9).toString("latin1") === "#!AMR-WB\n";
  const frames = wide ? AMR_WIDE_FRAMES : AMR_FRAMES;
  let count = 0;
  for (let at = wide ? 9 : 6; at < bytes.length; count++) at += frames[((bytes[at] ?? 0) >> 3) & 0xf] ?? 1;
  return count * AMR_FRAME_SECONDS;
}

/** Frame by frame, since the rate may vary. */
function mp3Seconds(bytes: Buffer): number | null {
  let seconds = 0;
  for (let at = afterTag(bytes); at + 4 <= bytes.length; ) {
    const frame = mp3Frame(bytes.readUInt32BE(at));
    if (frame) seconds += frame.seconds;
    at += frame?.length ?? 1;
  }
  return seconds > 0 ? seconds : null;
}

/** ID3v2 holds its own length in four bytes of seven bits. */
function afterTag(bytes: Buffer): number {
  if (bytes.subarray(0, 3).toString("latin1") !== "ID3" || bytes.length < 10) return 0;
  return 10 + [6, 7, 8, 9].reduce((length, at) => length * 128 + ((bytes[at] ?? 0) & 0x7f), 0);
}

/** Null for four bytes that begin no frame of layer III. */
function mp3Frame(head: number): { length: number; seconds: number } | null {
  const version = (head >>> 19) & 3;
  if (head >>> 21 !== 0x7ff || version === 1 || ((head >>> 17) & 3) !== 1) return null;
  const first = version === 3;
  const kilobits = (first ? MPEG1_RATES : MPEG2_RATES)[(head >>> 12) & 0xf] ?? 0;
  const samplesPerSecond = (MPEG1_SAMPLES[(head >>> 10) & 3] ?? 0) / (first ? 1 : version === 2 ? 2 : 4);
  if (kilobits === 0 || samplesPerSecond === 0) return null;
  const samples = first ? 1152 : 576;
  const length = Math.floor((samples * kilobits * 125) / samplesPerSecond) + ((head >>> 9) & 1);
  return { length, seconds: samples / samplesPerSecond };
}

/** By the bytes a second that the head tells. */
function wavSeconds(bytes: Buffer): number | null {
  if (bytes.length < 44) return null;
  const bytesPerSecond = bytes.readUInt32LE(28);
  return bytesPerSecond === 0 ? null : (bytes.length - 44) / bytesPerSecond;
}
