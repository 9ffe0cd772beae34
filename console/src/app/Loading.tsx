import { Spin } from "antd";

/** While the page's script is on its way. */
export function Loading() {
  return <Spin className="page-loading" />;
}
