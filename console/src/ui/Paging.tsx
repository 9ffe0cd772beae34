import { Button } from "antd";
import { useText } from "../text/language";
import { useFormat } from "./format";
import { useAddress } from "./useAddress";

/** Pages by cursor, kept in the address: the browser's back button is the way back. */
export function Paging({ pageInfo, total }: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; total: number }) {
  const { common } = useText();
  const { n } = useFormat();
  const [address, setAddress] = useAddress();
  const page = Number(address.get("page") ?? "1");
  if (page === 1 && !pageInfo.hasNextPage) return <p className="paging quiet">{common.inAll(n(total))}</p>;
  return (
    <nav className="paging" aria-label={common.page(page)}>
      <span className="quiet">
        {common.inAll(n(total))} · {common.page(page)}
      </span>
      {page > 1 ? <Button onClick={() => setAddress({ after: null, page: null })}>{common.first}</Button> : null}
      <Button disabled={!pageInfo.hasNextPage} onClick={() => setAddress({ after: pageInfo.endCursor, page: String(page + 1) })}>
        {common.next}
      </Button>
    </nav>
  );
}
