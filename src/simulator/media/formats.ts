export type MediaFormat = "jpg" | "png" | "gif" | "bmp" | "amr" | "mp3" | "wav" | "wma" | "mp4";

interface FormatFacts {
  contentType: string;
  extensions: readonly string[];
}

const FORMATS: Readonly<Record<MediaFormat, FormatFacts>> = {
  jpg: { contentType: "image/jpeg", extensions: ["jpg", "jpeg"] },
  png: { contentType: "image/png", extensions: ["png"] },
  gif: { contentType: "image/gif", extensions: ["gif"] },
  bmp: { contentType: "image/bmp", extensions: ["bmp"] },
  amr: { contentType: "audio/amr", extensions: ["amr"] },
  mp3: { contentType: "audio/mpeg", extensions: ["mp3"] },
  wav: { contentType: "audio/wav", extensions: ["wav"] },
  wma: { contentType: "audio/x-ms-wma", extensions: ["wma"] },
  mp4: { contentType: "video/mp4", extensions: ["mp4"] },
};

const ASF_HEADER = "3026b2758e66cf11";
const PNG_HEADER = "89504e470d0a1a0a";

export function contentTypeOf(format: MediaFormat): string {
  return FORMATS[format].contentType;
}

/** What the end of a file name stands for; null for no or another one. */
export function formatByName(fileName: string): MediaFormat | null {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase();
  if (extension === undefined) return null;
  const found = Object.entries(FORMATS).find(([, { extensions }]) => extensions.includes(extension));
  return (found?.[0] as MediaFormat | undefined) ?? null;
}

/** What the first bytes say a file is; null for anything WeChat does not take. */
export function formatByContent(bytes: Buffer): MediaFormat | null {
  const hex = bytes.subarray(0, 12).toString("hex");
  const text = bytes.subarray(0, 12).toString("latin1");
  if (hex.startsWith("ffd8ff")) return "jpg";
  if (hex.startsWith(PNG_HEADER)) return "png";
  if (/^GIF8[79]a/.test(text)) return "gif";
  if (text.startsWith("BM")) return "bmp";
  if (text.startsWith("#!AMR")) return "amr";
  if (text.startsWith("RIFF") && text.endsWith("WAVE")) return "wav";
  if (hex.startsWith(ASF_HEADER)) return "wma";
  if (text.slice(4, 8) === "ftyp") return "mp4";
  return isMp3(bytes) ? "mp3" : null;
}

/** An ID3 tag, or a frame of MPEG audio layer III. */
function isMp3(bytes: Buffer): boolean {
  const [first = 0, second = 0] = bytes;
  if (bytes.subarray(0, 3).toString("latin1") === "ID3") return true;
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) === 0x02;
}
