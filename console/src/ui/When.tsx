import { useFormat } from "./format";
import { useNow } from "./useNow";

/** How long ago; the moment itself on hover. */
export function When({ at, absent = "–" }: { at: string | null; absent?: string }) {
  const { ago, at: moment } = useFormat();
  const now = useNow(5_000);
  if (at === null) return <span>{absent}</span>;
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now)}
    </time>
  );
}

/** The moment itself. */
export function Moment({ at, absent = "–" }: { at: string | null; absent?: string }) {
  const format = useFormat();
  if (at === null) return <span>{absent}</span>;
  return <time dateTime={at}>{format.at(at)}</time>;
}
