import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMultipart } from "./multipart.js";

const BOUNDARY = "----b";
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;
/** Bytes that look like the form's own: line ends, dashes, beginnings of the boundary. */
const bytes = fc.array(fc.constantFrom("\r\n", "--", "----", "b", "\r", "\n", "\0", "x"), { maxLength: 30 }).map((parts) => parts.join(""));
const parts = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), fileName: fc.option(fc.string()), text: bytes }), {
  selector: ({ name }) => name,
  maxLength: 5,
});
/** What a file may hold: not the line that ends it. */
const isSound = ({ text }: { text: string }) => !`\r\n${text}`.includes(`\r\n--${BOUNDARY}`);

describe("parseMultipart", () => {
  it("gives back what was put in, whatever the files hold", () => {
    fc.assert(
      fc.property(parts, (given) => {
        const sound = given.filter(isSound);
        const form = parseMultipart(TYPE, written(sound));
        expect(form?.size).toBe(sound.length);
        for (const { name, fileName, text } of sound) {
          expect(form?.get(name)?.bytes.toString()).toBe(text);
          expect(form?.get(name)?.fileName).toBe(fileName === null ? null : asWritten(fileName));
        }
      }),
    );
  });

  it("ends for any bytes, and finds no form that was cut off", () => {
    fc.assert(
      fc.property(parts, fc.nat(), (given, at) => {
        const whole = written([...given.filter(isSound), { name: "last", fileName: null, text: "" }]);
        const end = whole.lastIndexOf("--");
        expect(parseMultipart(TYPE, whole.subarray(0, at % end))).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.string(), fc.uint8Array(), (type, body) => void parseMultipart(type, Buffer.from(body))));
  });
});

const asWritten = (fileName: string) => fileName.replace(/[\r\n\\]/g, "_");

function written(given: readonly { name: string; fileName: string | null; text: string }[]): Buffer {
  const body = given.map(({ name, fileName, text }) => {
    const file = fileName === null ? "" : `; filename="${asWritten(fileName).replaceAll('"', '\\"')}"`;
    return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
  });
  return Buffer.from(`${body.join("")}--${BOUNDARY}--\r\n`);
}
