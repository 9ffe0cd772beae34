import { Button, Result } from "antd";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { useText } from "../text/language";

/** An address that names no page, or a page that failed. */
export function Lost() {
  const { common } = useText();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404)
    return <Result status="404" title={common.notFound} extra={<Link to="/">{common.toOverview}</Link>} />;
  return (
    <Result
      status="error"
      title={common.broken}
      subTitle={error instanceof Error ? error.message : undefined}
      extra={<Button onClick={() => window.location.reload()}>{common.reload}</Button>}
    />
  );
}
