// A process that, told a name by its parent, reads the openids 10,000 at a time and posts them, and does nothing else.
import { openDatabase } from "../src/platform/database/database.js";

export interface BareSettings {
  connectionString: string;
  wechat: string;
  tenantId: number;
  appId: string;
  appSecret: string;
  users: number;
}

/** What it answers; without `ms` when it is ready. */
export interface BareReport {
  ms?: number;
  error?: string;
}

const AT_ONCE = 10_000;
const { connectionString, wechat, tenantId, appId, appSecret, users } = JSON.parse(process.argv[2] ?? "{}") as BareSettings;
const { pool } = openDatabase(connectionString);

process.on("message", (name: string) => {
  const began = performance.now();
  send(name)
    .then(() => process.send?.({ ms: performance.now() - began } satisfies BareReport))
    .catch((error: unknown) => process.send?.({ error: String(error) } satisfies BareReport));
});
process.send?.({} satisfies BareReport);

async function send(name: string): Promise<void> {
  const secret = JSON.stringify({ grant_type: "client_credential", appid: appId, secret: appSecret });
  const issued = await fetch(`${wechat}/cgi-bin/stable_token`, { method: "POST", body: secret });
  const { access_token: token } = (await issued.json()) as { access_token: string };
  for (let from = 0; from < users; from += AT_ONCE) {
    const { rows } = await pool.query<{ openid: string }>(
      "SELECT openid FROM users WHERE tenant_id = $1 AND ordinal >= $2 AND ordinal < $3 ORDER BY ordinal",
      [tenantId, from, from + AT_ONCE],
    );
    const message = { msgtype: "text", text: { content: name }, clientmsgid: `${name}-${from}` };
    const answer = await fetch(`${wechat}/cgi-bin/message/mass/send?access_token=${token}`, {
      method: "POST",
      body: JSON.stringify({ touser: rows.map(({ openid }) => openid), ...message }),
    });
    const { errcode, errmsg } = (await answer.json()) as { errcode: number; errmsg: string };
    if (errcode !== 0) throw new Error(`${errcode} ${errmsg}`);
  }
}
