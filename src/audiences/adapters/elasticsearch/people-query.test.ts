import { expect, it } from "vitest";
import { MOST_TERMS, type TenantQuery } from "./build-query.js";
import { onlyWanted } from "./people-query.js";

const EVERYONE: TenantQuery = { bool: { filter: [{ term: { tenant_id: "7" } }, { term: { vip: true } }] } };
const [nickname, realName] = ["nickname_words", "real_name_words"].map((field) => ({ match_phrase: { [field]: "738b-660e" } }));

it("asks of an audience's members for a part of either name", () => {
  expect(onlyWanted(EVERYONE, { namePart: "王明", phoneEnding: null, listed: [] })).toEqual({
    bool: { filter: [...EVERYONE.bool.filter, { bool: { should: [nickname, realName], minimum_should_match: 1 } }] },
  });
});

it("or for the end of a phone, or for who is listed, in lists that Elasticsearch takes", () => {
  const listed = Array.from({ length: MOST_TERMS + 1 }, (_, i) => i);
  const { bool } = onlyWanted(EVERYONE, { namePart: "王明", phoneEnding: "5678", listed });
  expect(bool.filter.at(-1)).toEqual({
    bool: {
      should: [
        ...[nickname, realName, { term: { phone_ending: "5678" } }],
        ...[{ terms: { ordinal: listed.slice(0, MOST_TERMS) } }, { terms: { ordinal: [MOST_TERMS] } }],
      ],
      minimum_should_match: 1,
    },
  });
});
