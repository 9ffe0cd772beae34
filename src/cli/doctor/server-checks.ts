import { fetch } from "undici";
import type { CallbackSecrets } from "../../accounts/index.js";
import type { Environment } from "../../config/environment.js";
import { callbackSignature } from "../../wechat/index.js";
import { type Finding, fault, look, ok, skipped } from "./finding.js";

const TIMEOUT_MS = 5_000;

/** The server that runs here under this configuration, if one does. `url` null: none answers. */
export async function findServer({ host, port }: Environment): Promise<{ url: string | null; finding: Finding }> {
  const url = `http://${host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host}:${port}`;
  const answer = await ask(`${url}/readyz`).catch(() => null);
  const check = "server";
  if (answer === null) return { url: null, finding: { check, ...skipped(`none answers at ${url}; what needs one is not checked`) } };
  if (answer.status === 200) return { url, finding: { check, ...ok(`ready at ${url}`) } };
  return { url, finding: { check, ...fault(`${url}/readyz answers ${answer.status}: ${answer.body.slice(0, 300)}`) } };
}

/** Does to ourselves what WeChat does when the address is saved on its configuration page. `what`: what is asked, in the finding's name. */
export function checkCallback(what: string, serverUrl: string, { appId, callbackToken }: CallbackSecrets): Promise<Finding> {
  return look(`${what} of ${appId}`, async () => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const nonce = String(Math.floor(Math.random() * 1e9));
    const echostr = `doctor${nonce}`;
    const signature = callbackSignature(callbackToken, timestamp, nonce);
    const query = new URLSearchParams({ signature, timestamp, nonce, echostr });
    const path = `/wechat/callback/${appId}`;
    const { status, body } = await ask(`${serverUrl}${path}?${query}`);
    if (status === 200 && body === echostr) return ok(`${serverUrl}${path} verifies signatures`);
    return fault(
      `${serverUrl}${path} answers ${status} to a rightly signed check. Does this server use the same database and secret key? Is another program on its port?`,
    );
  });
}

async function ask(url: string): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  return { status: response.status, body: await response.text() };
}
