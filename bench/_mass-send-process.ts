// One sender in a process of its own, told by its parent what to do:
//   ours: the whole server; each message starts a send to everybody and answers when WeChat accepted the last batch
//   bare: each message reads the openids 10,000 at a time and posts them, and does nothing else
import "reflect-metadata";
import { setTimeout as sleep } from "node:timers/promises";
import { createApp } from "../src/app.js";
import { Role } from "../src/graphql/roles.js";
import { Sealer } from "../src/platform/crypto/sealer.js";
import { openDatabase } from "../src/platform/database/database.js";
import { silentLogger } from "../src/platform/logging/logger.js";
import { httpCaller } from "../test/support/caller.js";
import type { SenderReport, SenderSettings } from "./mass-send.js";

const AT_ONCE = 10_000;
const PASSWORD = "correct horse battery";
const settings = JSON.parse(process.argv[2] ?? "{}") as SenderSettings;
const database = openDatabase(settings.connectionString);
const send = settings.kind === "ours" ? await ours() : bare();

process.on("message", (name: string) => {
  const began = performance.now();
  send(name)
    .then(() => report({ ms: performance.now() - began }))
    .catch((error: unknown) => report({ error: String(error) }));
});
report({});

function report(answer: Partial<SenderReport>): void {
  process.send?.({ ...answer, peakMb: process.resourceUsage().maxRSS / 1_024 });
}

async function ours(): Promise<(name: string) => Promise<void>> {
  const app = await createApp({
    ...{ connectionString: settings.connectionString, sealer: new Sealer(Buffer.from(settings.key, "hex")), logger: silentLogger },
    ...{ elasticsearch: null, objectFolder: settings.objectFolder, wechatApiBaseUrl: settings.wechat, sandbox: false },
    ...{ massCallsPerMinute: settings.callsPerMinute, massSendBatchSize: AT_ONCE, massSendResultOverdueSeconds: 120 },
    ...{
      bucket: null,
      massSendQuotaDelaySeconds: 60,
      webhookAllowedNetworks: [],
      audienceMemoryMb: 1_024,
      corsOrigins: [],
      trustProxy: false,
    },
  });
  await app.listen({ host: "127.0.0.1", port: settings.port });
  await app.start();
  const call = httpCaller(`http://127.0.0.1:${settings.port}`);
  const username = `bench${Date.now()}`;
  await app.core.accounts.operators.create(settings.tenantId, { username, password: PASSWORD, role: Role.ADMIN }, "bench");
  const login = await call(`mutation { login(username: "${username}", password: "${PASSWORD}") { token } }`);
  const { token } = (login.data as { login: { token: string } }).login;
  const ask = async (query: string): Promise<string> => {
    const { data, errors } = await call(query, {}, token);
    if (errors) throw new Error(JSON.stringify(errors));
    return (Object.values(data ?? {})[0] as { id: string }).id;
  };
  return async (name) => {
    const id = await ask(
      `mutation { createMassSend(input: { name: "${name}", audience: { everyone: true }, content: { text: "${name}" } }) { id } }`,
    );
    await ask(`mutation { startMassSend(id: "${id}") { id } }`);
    await accepted(id);
  };
}

async function accepted(id: string): Promise<void> {
  const sql = "SELECT batch_count, batches_accepted, status FROM mass_send WHERE id = $1";
  for (;;) {
    const { rows } = await database.pool.query<{ batch_count: number; batches_accepted: number; status: string }>(sql, [id]);
    const [row] = rows;
    if (row?.batch_count === row?.batches_accepted) return;
    if (row?.status === "FAILED" || row?.status === "PAUSED") throw new Error(`the send is ${row.status}`);
    await sleep(10);
  }
}

function bare(): (name: string) => Promise<void> {
  return async (name) => {
    const { appId, appSecret, wechat, tenantId } = settings;
    const body = JSON.stringify({ grant_type: "client_credential", appid: appId, secret: appSecret });
    const { access_token: token } = (await (await fetch(`${wechat}/cgi-bin/stable_token`, { method: "POST", body })).json()) as {
      access_token: string;
    };
    for (let from = 0; from < settings.users; from += AT_ONCE) {
      const { rows } = await database.pool.query<{ openid: string }>(
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
  };
}
