import type { AppOptions } from "../../simulator/index.js";

const WECHAT = "https://api.weixin.qq.com";

export interface Running {
  url: string;
  apps: readonly AppOptions[];
  followers: number;
  state: string | null;
  /** Whether the apps are those of a call without --app, whose secret is no secret. */
  isDefault: boolean;
}

/** What a person who sees the simulator for the first time needs to go on. */
export function banner({ url, apps, followers, state, isDefault }: Running): string {
  const [first] = apps;
  const secret = isDefault ? (first?.appSecret ?? "") : "ITS-SECRET";
  const lines = [
    `WeChat simulator ready at ${url}. Nothing sent here reaches anybody.`,
    "",
    `  In your client, put  ${url}  in place of  ${WECHAT}`,
    ...apps.map((app) => `  App       ${appLine(app, followers, isDefault)}`),
    `  State     ${state === null ? "in memory only: give --state FOLDER to keep it" : `kept in ${state}`}`,
    `  Watch     ${url}/`,
    `  Control   ${url}/_simulator/  lists the calls: move the clock, order faults, let people follow or write`,
    `  Try       curl '${url}/cgi-bin/token?grant_type=client_credential&appid=${first?.appId}&secret=${secret}'`,
    "  Stop      Ctrl+C",
  ];
  return lines.join("\n");
}

function appLine({ appId, appSecret, kind, verified, callback }: AppOptions, followers: number, showSecret: boolean): string {
  const account = `${verified === false ? "unverified " : ""}${kind ?? "service"} account`;
  const events = callback ? `events to ${callback.url} (${callback.mode})` : "no callback address";
  return `${appId}${showSecret ? `, secret ${appSecret}` : ""}: ${account}, ${followers} followers, ${events}`;
}
