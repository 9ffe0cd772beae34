/** What the documents hold and how. A build that needs other documents raises it: the index is then built anew beside the old one. */
export const INDEX_VERSION = 2;

/** Hits of one request, at most. */
export const MAX_HITS = 20_000;

const keyword = { type: "keyword" } as const;
const boolean = { type: "boolean" } as const;
const integer = { type: "integer" } as const;
/** Only read by aggregations. */
const counted = { type: "long", index: false } as const;

/** The old system's index, whose fields programs outside rely on: names and types stay. */
const OLD_FIELDS = {
  openid: keyword,
  phone: keyword,
  source: { type: "long" },
  unionid: keyword,
  user_id: keyword,
  /** WeChat's own ids of the mirrored tags; ours are in `tag_id`. */
  wx_tag_id: keyword,
} as const;

/** What the leaves of an audience need. Ids that are only compared are keywords: a term of theirs is one list to read, a number's is a tree. */
const LEAF_FIELDS = {
  tenant_id: keyword,
  ordinal: integer,
  status: keyword,
  sex: keyword,
  province_id: keyword,
  city_id: keyword,
  region_id: keyword,
  company_id: keyword,
  vip: boolean,
  subscribed: boolean,
  blacklisted: boolean,
  has_phone: boolean,
  /** Days since FIRST_DAY, as calendar.ts numbers them; `birthday` is month × 32 + day. */
  birth_day: integer,
  birthday: integer,
  created_day: integer,
  last_active_day: integer,
  /** Counted as numbers, so that equal counts are in the order of the ids; compared as keywords. */
  tag_id: { ...integer, index: false, fields: { term: { ...keyword, doc_values: false } } },
} as const;

/** A name's characters (name-words.ts): asked for parts of it, never for relevance. */
const words = { type: "text", analyzer: "whitespace", norms: false } as const;

/** What people are looked for by; of DELETED ones, too. */
const PEOPLE_FIELDS = {
  nickname_words: words,
  real_name_words: words,
  /** Its last four characters. */
  phone_ending: keyword,
} as const;

/** What we need to know about a document: the log's end when it was read, and a checksum of everything else in it. */
const OUR_FIELDS = { position: counted, checksum: counted } as const;

export const INDEX_FIELDS = { ...OLD_FIELDS, ...LEAF_FIELDS, ...PEOPLE_FIELDS, ...OUR_FIELDS };

/** What makes an index, under some aliases; of those in `alone` Elasticsearch refuses what would make two. */
export function indexBody({ among, alone }: { among: readonly string[]; alone: readonly string[] }) {
  return {
    aliases: Object.fromEntries([...among.map((alias) => [alias, {}]), ...alone.map((alias) => [alias, { is_write_index: true }])]),
    settings: {
      // One: counts of the commonest tags are then exact, and one search sees one moment. 2^31 documents fit in.
      number_of_shards: 1,
      auto_expand_replicas: "0-1",
      // Documents become visible when a tenant's changes are complete, and not in between.
      refresh_interval: "-1",
      max_result_window: MAX_HITS,
      // Pages in the order of ordinals then end where they are full, and neighbours compress well.
      "index.sort.field": ["tenant_id", "ordinal"],
    },
    mappings: {
      dynamic: "strict" as const,
      _meta: { tagcast: { version: INDEX_VERSION } },
      properties: INDEX_FIELDS,
    },
  };
}

/** The version of the documents in an index of ours; null: not one of ours. */
export function versionOf(mappings: { _meta?: Record<string, unknown> } | undefined): number | null {
  const ours = mappings?._meta?.tagcast;
  return typeof ours === "object" && ours !== null && "version" in ours && typeof ours.version === "number" ? ours.version : null;
}
