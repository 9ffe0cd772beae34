import { normalisePhone } from "../../users/index.js";
import { DirtyRow } from "../clean/dirty-row.js";
import { dateIn } from "../clean/times.js";
import type { CsvColumn, CsvHeader } from "./csv-columns.js";

/** One person of a file; null: the file does not say, and what is known stays. */
export interface CsvPerson {
  openid: string | null;
  unionid: string | null;
  phone: string | null;
  tags: string[];
  nickname: string | null;
  realName: string | null;
  sex: "MALE" | "FEMALE" | null;
  birthday: string | null;
  provinceId: number | null;
  cityId: number | null;
  regionId: number | null;
  job: string | null;
  vip: boolean | null;
  remark: string | null;
  source: number | null;
}

const SEXES: Readonly<Record<string, CsvPerson["sex"]>> = {
  ...{ 男: "MALE", male: "MALE", m: "MALE", 女: "FEMALE", female: "FEMALE", f: "FEMALE", 未知: null, unknown: null },
};
const YES_NO: Readonly<Record<string, boolean>> = {
  1: true,
  true: true,
  yes: true,
  是: true,
  0: false,
  false: false,
  no: false,
  否: false,
};
const BETWEEN_TAGS = /[;；|、\n]/;
const MAX_TAGS = 100;

/** Throws DirtyRow, which names the column at fault. */
export function cleanCsvRow(cells: readonly string[], { places }: CsvHeader): CsvPerson {
  const text = (column: CsvColumn, max: number) => textAt(cells[places.get(column) ?? -1], column, max);
  const id = (column: CsvColumn) => idAt(text(column, 11), column);
  const birthday = text("birthday", 10);
  const person = {
    openid: text("openid", 255),
    unionid: text("unionid", 255),
    phone: normalisePhone(text("phone", 20)),
    tags: tagsAt(text("tags", 6_500)),
    nickname: text("nickname", 100),
    realName: text("realName", 50),
    sex: known(text("sex", 20), SEXES, "sex") ?? null,
    birthday: birthday === null ? null : dateIn(Buffer.from(birthday.replaceAll("/", "-")), "birthday"),
    provinceId: id("provinceId"),
    cityId: id("cityId"),
    regionId: id("regionId"),
    job: text("job", 30),
    vip: known(text("vip", 20), YES_NO, "vip") ?? null,
    remark: text("remark", 30),
    source: id("source"),
  };
  if (person.openid === null && person.unionid === null && person.phone === null)
    throw new DirtyRow("openid, unionid and phone are all empty");
  return person;
}

function textAt(cell: string | undefined, column: string, max: number): string | null {
  const text = cell?.trim() ?? "";
  if (text === "") return null;
  if (text.includes("\0")) throw new DirtyRow(`${column} holds a NUL character`);
  if ([...text].length > max) throw new DirtyRow(`${column} has more than ${max} characters`);
  return text;
}

function idAt(text: string | null, column: string): number | null {
  if (text === null || text === "0") return null;
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(id <= 2_147_483_647)) throw new DirtyRow(`${column} is no whole number`);
  return id;
}

function tagsAt(text: string | null): string[] {
  const tags = [...new Set((text ?? "").split(BETWEEN_TAGS).map((tag) => tag.trim()))].filter((tag) => tag !== "");
  if (tags.length > MAX_TAGS) throw new DirtyRow(`tags are more than ${MAX_TAGS}`);
  if (tags.some((tag) => [...tag].length > 64)) throw new DirtyRow("tags has one of more than 64 characters");
  return tags;
}

function known<T>(text: string | null, meanings: Readonly<Record<string, T>>, column: string): T | undefined {
  if (text === null) return undefined;
  const word = text.toLowerCase();
  if (!Object.hasOwn(meanings, word)) throw new DirtyRow(`${column} is none of ${Object.keys(meanings).join(", ")}`);
  return meanings[word];
}
