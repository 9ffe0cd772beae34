// The type it claims is not believed anyway.
const DATA_URL = /^data:[^,]{0,200};base64,([A-Za-z0-9+/]*={0,2})$/;

/** The bytes of a `data:` URL in base64; null for any other text. */
export function bytesOfDataUrl(text: string): Buffer | null {
  const [, base64] = DATA_URL.exec(text) ?? [];
  return base64 === undefined || base64.length % 4 === 1 ? null : Buffer.from(base64, "base64");
}
