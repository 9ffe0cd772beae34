import { useQuery } from "@apollo/client/react";
import { Link } from "react-router";
import { usePlaces } from "../../audience/places";
import { useText } from "../../text/language";
import { Bars } from "../../ui/Bars";
import { Panel } from "../../ui/Panel";
import { ProvinceCountsDocument, type ProvinceCountsQueryVariables } from "./operations.generated";

/** So many are asked for in one request, and shown. */
const ASKED = 11;
const SHOWN = 8;
type Name = keyof ProvinceCountsQueryVariables;
const NAMES = Array.from({ length: ASKED }, (_, index) => `p${index}` as Name);

/** Where followers live: the provinces with most of them. */
export function Provinces() {
  const { overview } = useText();
  const provinces = usePlaces()?.tree;
  const codes = provinces?.map(({ value }) => value);
  const counts = [useCounts(codes, 0), useCounts(codes, 1), useCounts(codes, 2)];
  if (provinces === undefined || counts.some((some) => some === null)) return null;
  const known = new Map(counts.flatMap((some) => some ?? []));
  const most = provinces
    .map((province) => ({ ...province, count: known.get(province.value) ?? 0 }))
    .sort((one, other) => other.count - one.count)
    .slice(0, SHOWN)
    .filter(({ count }) => count > 0);
  if (most.length === 0) return null;
  const bars = most.map(({ value, label, count }) => ({
    key: String(value),
    label: (
      <Link to={`/users?audience=${encodeURIComponent(JSON.stringify({ all: [{ subscribed: true }, { provinceId: value }] }))}`}>
        {label}
      </Link>
    ),
    value: count,
  }));
  return (
    <Panel title={overview.provinces}>
      <Bars bars={bars} label={overview.provinces} />
    </Panel>
  );
}

/** Of one part of the codes, each with its followers; null until they are known. A short part is filled up with its first code. */
function useCounts(codes: readonly number[] | undefined, part: number): [code: number, count: number][] | null {
  const some = codes?.slice(part * ASKED, (part + 1) * ASKED) ?? [];
  const asked = NAMES.map((name, index) => [name, some[index] ?? some[0] ?? 0] as const);
  const variables = Object.fromEntries(asked) as Record<Name, number>;
  const { data } = useQuery(ProvinceCountsDocument, { variables, skip: some.length === 0 });
  return data === undefined ? null : asked.map(([name, code]) => [code, data[name].count]);
}
