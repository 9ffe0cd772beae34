import { BadInputError } from "../graphql/errors.js";
import type { MassContent } from "../wechat/index.js";
import type { MassSendContentInput } from "./mass-send.input.js";

/**
 * Assumed, not stated in WeChat's API pages: the account console allows 600 characters in a mass text, and the API's text
 * messages 2,048 bytes; beyond, WeChat would answer 45002. Both are checked here, so that a draft does not fail at the first batch.
 */
export const MAX_TEXT_CHARACTERS = 600;
export const MAX_TEXT_BYTES = 2_048;

// Line breaks and tabs are part of a message; other control characters make WeChat answer 40033, and PostgreSQL stores no NUL.
const CONTROL = /[^\P{Cc}\n\r\t]/u;

/** What WeChat is to send. `field` is where the input stands in the request. */
export function readContent(input: MassSendContentInput, field: string): MassContent {
  const { text } = input;
  if (typeof text !== "string") throw new BadInputError(field, "give exactly one kind of content");
  return { kind: "TEXT", text: checkedText(text, `${field}.text`) };
}

function checkedText(text: string, field: string): string {
  const characters = [...text].length;
  if (text.trim() === "") throw new BadInputError(field, "must not be empty");
  if (characters > MAX_TEXT_CHARACTERS) throw new BadInputError(field, `has ${characters} characters, WeChat takes ${MAX_TEXT_CHARACTERS}`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_TEXT_BYTES) throw new BadInputError(field, `has ${bytes} bytes in UTF-8, WeChat takes ${MAX_TEXT_BYTES}`);
  if (CONTROL.test(text) || !text.isWellFormed()) throw new BadInputError(field, "contains characters that WeChat does not take");
  return text;
}
