import { useText } from "../text/language";
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

/** 12 秒前更新: how fresh a number is; the moment itself on hover. */
export function Updated({ at }: { at: string }) {
  const { common } = useText();
  const { ago, at: moment } = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={moment(at)}>
      {common.updated(ago(at, now))}
    </time>
  );
}

/** The moment itself. */
export function Moment({ at, absent = "–" }: { at: string | null; absent?: string }) {
  const format = useFormat();
  if (at === null) return <span>{absent}</span>;
  return <time dateTime={at}>{format.at(at)}</time>;
}
