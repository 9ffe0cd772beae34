import type { IncomingHttpHeaders } from "node:http";

/** Whether a browser sent this for a page of another site. Programs send neither header. */
export function isFromElsewhere({ host, origin, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  return origin !== undefined && URL.parse(origin)?.host !== host;
}
