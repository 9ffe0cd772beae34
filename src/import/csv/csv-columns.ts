/** What a column of the file means. `openid`, `unionid` and `phone` also say whose row it is, in this order. */
export const CSV_COLUMNS = {
  openid: ["openid"],
  unionid: ["unionid"],
  phone: ["phone", "mobile", "手机", "手机号", "手机号码", "电话"],
  tags: ["tags", "tag", "标签"],
  nickname: ["nickname", "nick_name", "昵称"],
  realName: ["real_name", "realname", "name", "姓名", "真实姓名"],
  sex: ["sex", "gender", "性别"],
  birthday: ["birthday", "生日", "出生日期"],
  provinceId: ["province_id", "provinceid"],
  cityId: ["city_id", "cityid"],
  regionId: ["region_id", "regionid"],
  job: ["job", "jobs", "职业"],
  vip: ["vip", "is_vip", "会员"],
  remark: ["remark", "备注"],
  source: ["source", "渠道"],
} as const;

export type CsvColumn = keyof typeof CSV_COLUMNS;

export interface CsvHeader {
  /** Place of each column in a row. */
  places: ReadonlyMap<CsvColumn, number>;
  /** Titles that mean nothing here. */
  unknown: string[];
}

const MEANINGS = new Map<string, CsvColumn>(
  Object.entries(CSV_COLUMNS).flatMap(([column, titles]) => titles.map((title) => [title, column as CsvColumn] as const)),
);

/** Reads the first line. Throws where no column says whose row it is, or two mean the same. */
export function readHeader(titles: readonly string[]): CsvHeader {
  const places = new Map<CsvColumn, number>();
  const unknown: string[] = [];
  titles.forEach((title, place) => {
    const column = MEANINGS.get(title.trim().toLowerCase());
    if (column === undefined) unknown.push(title.trim());
    else if (places.has(column)) throw new Error(`two columns mean ${column}: ${titles[places.get(column) ?? 0]} and ${title}`);
    else places.set(column, place);
  });
  if (!places.has("openid") && !places.has("unionid") && !places.has("phone")) {
    throw new Error("the first line names no column openid, unionid or phone (手机号), so nobody knows whose the rows are");
  }
  return { places, unknown };
}
