/** A decimal as WeChat writes it: bare, with all its places (`2703.000000`). */
export class Decimal {
  constructor(
    readonly value: number,
    readonly places: number,
  ) {}
}

/** The same element several times, without one around them. */
export class Repeated {
  constructor(readonly values: readonly XmlValue[]) {}
}

/** Text becomes CDATA, numbers stand bare, lists become repeated `item` elements: as WeChat writes its XML. */
export type XmlValue = string | number | bigint | Decimal | Repeated | XmlFields | readonly XmlFields[];
export interface XmlFields {
  readonly [name: string]: XmlValue;
}

/** `<xml>…</xml>` */
export function toXml(fields: XmlFields): string {
  return `<xml>${inner(fields)}</xml>`;
}

/** The same for accounts that chose JSON: numbers as numbers, lists as arrays. */
export function toPlainObject(fields: XmlFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]));
}

function inner(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => elements(name, value))
    .join("\n");
}

function elements(name: string, value: XmlValue): string {
  if (value instanceof Repeated) return value.values.map((each) => elements(name, each)).join("\n");
  return `<${name}>${write(value)}</${name}>`;
}

function write(value: Exclude<XmlValue, Repeated>): string {
  if (typeof value === "string") return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (value instanceof Decimal) return value.value.toFixed(value.places);
  if (isList(value)) return value.map((item) => `<item>${inner(item)}</item>`).join("\n");
  return inner(value);
}

function plain(value: XmlValue): unknown {
  if (typeof value !== "object") return value;
  if (value instanceof Decimal) return value.value;
  if (value instanceof Repeated) return value.values.map(plain);
  return isList(value) ? value.map(toPlainObject) : toPlainObject(value);
}

function isList(value: XmlFields | readonly XmlFields[]): value is readonly XmlFields[] {
  return Array.isArray(value);
}
