import { randomBytes } from "node:crypto";
import { Pool } from "undici";
import { CallbackCrypto, callbackSignature } from "../src/wechat/index.js";

/*
 * WeChat's side of bench/callbacks.ts, in a process of its own: prepares encrypted and signed callbacks, then posts them at full
 * speed or at a fixed rate. Told what to do by one JSON argument, answers with one line of JSON.
 */

export interface ClientOrder {
  url: string;
  account: { appId: string; callbackToken: string; encodingAesKey: string };
  requests: number;
  /** Requests a second, sent whether or not answers come; null: as fast as `connections` allow. */
  rate: number | null;
  connections: number;
  /** Openids `o0` … are users. */
  people: number;
}

export interface ClientReport {
  ok: number;
  failed: number;
  seconds: number;
  p50: number;
  p99: number;
}

interface Prepared {
  path: string;
  body: string;
}

const FIELDS: readonly ((index: number) => string)[] = [
  (n) => `<MsgType>event</MsgType><Event>LOCATION</Event><Latitude>${30 + (n % 900) / 100}</Latitude><Longitude>116.65</Longitude>`,
  (n) => `<MsgType>text</MsgType><Content><![CDATA[你好，${n}]]></Content><MsgId>${randomBytes(7).readUIntBE(0, 6)}${n}</MsgId>`,
  (n) => `<MsgType>event</MsgType><Event>LOCATION</Event><Latitude>31.2</Latitude><Longitude>${100 + (n % 900) / 100}</Longitude>`,
  () => "<MsgType>event</MsgType><Event>CLICK</Event><EventKey><![CDATA[menu-1]]></EventKey>",
  () => "<MsgType>event</MsgType><Event>VIEW</Event><EventKey><![CDATA[https://example.com/a]]></EventKey>",
];

const order = JSON.parse(process.argv[2] ?? "{}") as ClientOrder;
const { appId, callbackToken, encodingAesKey } = order.account;
const crypto = new CallbackCrypto(appId, encodingAesKey);
// Each run's events are new ones.
const start = Math.floor(Date.now() / 1_000) - Math.floor(Math.random() * 500_000);

function prepare(index: number): Prepared {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const nonce = String(index);
  const head = `<ToUserName>gh_bench</ToUserName><FromUserName>o${index % order.people}</FromUserName><CreateTime>${start + Math.floor(index / order.people)}</CreateTime>`;
  const encrypted = crypto.encrypt(`<xml>${head}${FIELDS[(index + Math.floor(index / order.people)) % FIELDS.length]?.(index)}</xml>`);
  const query = new URLSearchParams({
    ...{ signature: callbackSignature(callbackToken, timestamp, nonce), timestamp, nonce, openid: `o${index % order.people}` },
    ...{ encrypt_type: "aes", msg_signature: callbackSignature(callbackToken, timestamp, nonce, encrypted) },
  });
  const body = `<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return { path: `/wechat/callback/${appId}?${query}`, body };
}

const prepared = Array.from({ length: order.requests }, (_, index) => prepare(index));
const pool = new Pool(order.url, { connections: order.connections });
const times: number[] = [];
let failed = 0;

async function post({ path, body }: Prepared): Promise<void> {
  const started = performance.now();
  try {
    const reply = await pool.request({ path, method: "POST", body, headers: { "content-type": "text/xml" } });
    const text = await reply.body.text();
    if (reply.statusCode === 200 && text === "success") times.push(performance.now() - started);
    else failed++;
  } catch {
    failed++;
  }
}

async function atFullSpeed(): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let each = prepared[next++]; each; each = prepared[next++]) await post(each);
  };
  await Promise.all(Array.from({ length: order.connections }, worker));
}

async function atRate(rate: number): Promise<void> {
  const started = performance.now();
  const running: Promise<void>[] = [];
  for (let sent = 0; sent < prepared.length; ) {
    const due = Math.min(prepared.length, Math.floor(((performance.now() - started) / 1_000) * rate));
    for (; sent < due; sent++) running.push(post(prepared[sent] as Prepared));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
}

const started = performance.now();
await (order.rate === null ? atFullSpeed() : atRate(order.rate));
const seconds = (performance.now() - started) / 1_000;
times.sort((a, b) => a - b);
const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
const report: ClientReport = { ok: times.length, failed, seconds, p50: percentile(0.5), p99: percentile(0.99) };
console.log(JSON.stringify(report));
await pool.close();
