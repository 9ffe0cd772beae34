import { Alert, Button } from "antd";
import { retryAtOf } from "../apollo/errors";
import { useText } from "../text/language";
import { useFormat } from "./format";
import { useErrorWords } from "./useErrorWords";

/** What went wrong, what to do, and a way to try again; `stale` data may stay in sight below it. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { common } = useText();
  const { at } = useFormat();
  const { title, text, detail } = useErrorWords()(error);
  const retryAt = retryAtOf(error);
  return (
    <Alert
      className="failure"
      type="error"
      title={title}
      description={
        <>
          {text === null ? null : <div>{text}</div>}
          {retryAt === null ? null : <div>{common.retryAt(at(retryAt))}</div>}
          {detail === null ? null : (
            <div className="quiet" lang="en">
              {detail}
            </div>
          )}
        </>
      }
      action={onRetry === undefined ? undefined : <Button onClick={onRetry}>{common.retry}</Button>}
    />
  );
}
