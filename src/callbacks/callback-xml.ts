import { CallbackRefused } from "./callback-refused.js";

/** Leaves are text; of several elements of one name there is a list. */
export interface XmlFields {
  readonly [name: string]: XmlValue;
}
export type XmlValue = string | XmlFields | readonly XmlValue[];

interface Open {
  name: string;
  text: string;
  children: Map<string, XmlValue[]> | null;
}

/**
 * All that WeChat's XML is made of: CDATA, tags with plain attributes (which say nothing), text. Whatever else begins with `<`
 * (DOCTYPE, ENTITY, comments, instructions) is refused; inside CDATA it is a follower's words.
 */
const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)(?:\s+[\w.:-]+=(?:"[^"<>]*"|'[^'<>]*'))*\s*(\/?)>|([^<]+)/y;
const DECLARATION = /^\s*<\?xml [^<>]*\?>/;

/**
 * Reads `<xml>…</xml>`. A parser of all XML takes five times as long for what is twice on the way of each callback, and has to be
 * kept from most of what it can: references to entities stay the text they are. Throws CallbackRefused 400.
 */
export function readXml(text: string, maxDepth: number): XmlValue {
  const document: Open = { name: "", text: "", children: null };
  const open: Open[] = [document];
  TOKEN.lastIndex = DECLARATION.exec(text)?.[0].length ?? 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    const inside = open.at(-1);
    if (token === null || inside === undefined) throw unreadable();
    const [, cdata, closing, name, empty, words] = token;
    if (name === undefined) inside.text += cdata ?? words?.trim() ?? "";
    else if (closing) close(open, name);
    else begin(open, name, maxDepth);
    if (name !== undefined && empty) close(open, name);
  }
  const roots = document.children?.get("xml");
  if (open.length !== 1 || document.text !== "" || document.children?.size !== 1 || roots?.length !== 1) throw unreadable();
  return roots[0] ?? "";
}

function begin(open: Open[], name: string, maxDepth: number): void {
  if (open.length > maxDepth) throw unreadable();
  open.push({ name, text: "", children: null });
}

function close(open: Open[], name: string): void {
  const closed = open.pop();
  const parent = open.at(-1);
  if (closed?.name !== name || parent === undefined) throw unreadable();
  parent.children ??= new Map();
  const sameName = parent.children.get(name);
  if (sameName) sameName.push(contentOf(closed));
  else parent.children.set(name, [contentOf(closed)]);
}

function contentOf({ text, children }: Open): XmlValue {
  if (children === null) return text;
  // Words between elements are nobody's field.
  if (text !== "") throw unreadable();
  return Object.fromEntries([...children].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]));
}

export function unreadable(): CallbackRefused {
  return new CallbackRefused(400, "the body is not a message of WeChat's");
}
