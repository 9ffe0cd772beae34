import { Alert, Button } from "antd";
import { codeOf, detailOf, retryAtOf } from "../apollo/errors";
import { useText } from "../text/language";
import { useFormat } from "./format";

/** What went wrong, what to do, and a way to try again; `stale` data may stay in sight below it. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { common } = useText();
  const { at } = useFormat();
  const retryAt = retryAtOf(error);
  return (
    <Alert
      className="failure"
      type="error"
      title={common.errors[codeOf(error)]}
      description={
        <>
          {retryAt === null ? null : <div>{common.retryAt(at(retryAt))}</div>}
          <div className="quiet" lang="en">
            {detailOf(error)}
          </div>
        </>
      }
      action={onRetry === undefined ? undefined : <Button onClick={onRetry}>{common.retry}</Button>}
    />
  );
}
