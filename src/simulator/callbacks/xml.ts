/** Text becomes CDATA, numbers stand bare, lists become repeated `item` elements: as WeChat writes its XML. */
export type XmlValue = string | number | bigint | XmlFields | readonly XmlFields[];
export interface XmlFields {
  readonly [name: string]: XmlValue;
}

/** `<xml>…</xml>` */
export function toXml(fields: XmlFields): string {
  return `<xml>${inner(fields)}</xml>`;
}

function inner(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${write(value)}</${name}>`)
    .join("\n");
}

function write(value: XmlValue): string {
  if (typeof value === "string") return `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (isList(value)) return value.map((item) => `<item>${inner(item)}</item>`).join("\n");
  return inner(value);
}

function isList(value: XmlFields | readonly XmlFields[]): value is readonly XmlFields[] {
  return Array.isArray(value);
}
