export interface FormPart {
  /** Null where the part names none: then it is a field, not a file. */
  fileName: string | null;
  bytes: Buffer;
}

/** The parts of a form by name; of several with one name the first. */
export type MultipartForm = ReadonlyMap<string, FormPart>;

const CRLF = Buffer.from("\r\n");
const HEAD_END = Buffer.from("\r\n\r\n");
const MOST_HEAD_BYTES = 16_384;
/** `; name=media`, `; filename="a \"b\".jpg"`, `; filename*=utf-8''%E5%9B%BE.jpg` */
const PARAMETER = /;\s*([\w*-]+)\s*=\s*(?:"((?:\\"|[^"])*)"|([^;\s]*))/g;

/**
 * Reads multipart/form-data as the clients' libraries write it: names quoted or bare, `filename` or `filename*`, with or
 * without a Content-Type of the part. Null when it is no such form or was cut off before its closing boundary.
 */
export function parseMultipart(contentType: string, body: Buffer): MultipartForm | null {
  const boundary = /^\s*multipart\/form-data\b.*?;\s*boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  return name === undefined ? null : partsBetween(Buffer.from(`--${name}`), body);
}

function partsBetween(delimiter: Buffer, body: Buffer): MultipartForm | null {
  const form = new Map<string, FormPart>();
  const lineDelimiter = Buffer.concat([CRLF, delimiter]);
  let at = body.subarray(0, delimiter.length).equals(delimiter) ? 0 : after(body.indexOf(lineDelimiter), CRLF.length);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (body.subarray(start, start + 2).toString("latin1") === "--") return form;
    const lineEnd = body.indexOf(CRLF, start);
    const end = body.indexOf(lineDelimiter, start);
    if (lineEnd < 0 || end < 0) return null;
    addPart(form, body.subarray(lineEnd, end));
    at = end + CRLF.length;
  }
  return null;
}

/** `part`: from the line end of its boundary up to the next boundary. */
function addPart(form: Map<string, FormPart>, part: Buffer): void {
  const headEnd = part.indexOf(HEAD_END);
  if (headEnd < 0 || headEnd > MOST_HEAD_BYTES) return;
  const head = part.subarray(0, headEnd).toString("utf8");
  const disposition = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1];
  if (disposition === undefined) return;
  const parameters = parametersOf(disposition);
  const name = parameters.get("name");
  if (name === undefined || form.has(name)) return;
  const fileName = extendedValue(parameters.get("filename*")) ?? parameters.get("filename") ?? null;
  form.set(name, { fileName, bytes: part.subarray(headEnd + HEAD_END.length) });
}

function parametersOf(disposition: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, bare] of disposition.matchAll(PARAMETER)) {
    found.set(name.toLowerCase(), quoted?.replaceAll('\\"', '"') ?? bare ?? "");
  }
  return found;
}

/** RFC 5987: `utf-8''%E5%9B%BE.jpg` (older urllib3, thus wechatpy, for names beyond ASCII). */
function extendedValue(value: string | undefined): string | null {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? "")?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function after(index: number, length: number): number {
  return index < 0 ? -1 : index + length;
}
