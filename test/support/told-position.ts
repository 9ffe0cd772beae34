import { CallbackCrypto, callbackSignature } from "../../src/wechat/index.js";
import type { World } from "./world.js";

const seconds = (at: number) => Math.floor(at / 1_000);

/** Posts a callback as WeChat does, encrypted; gives the status. */
export async function postCallback(world: World, openid: string, at: number, fields: string): Promise<number> {
  const { tenants } = world.app.core.accounts;
  const { callbackToken, encodingAesKey, originalId } = (await tenants.byAppId(world.tenant.appId)) ?? {};
  const head = `<ToUserName>${originalId ?? "gh_1"}</ToUserName><FromUserName>${openid}</FromUserName><CreateTime>${seconds(at)}</CreateTime>`;
  const encrypted = new CallbackCrypto(world.tenant.appId, encodingAesKey ?? "").encrypt(`<xml>${head}${fields}</xml>`);
  const [timestamp, token] = [String(seconds(Date.now())), callbackToken ?? ""];
  const query = new URLSearchParams({
    ...{ timestamp, nonce: "1", signature: callbackSignature(token, timestamp, "1") },
    msg_signature: callbackSignature(token, timestamp, "1", encrypted),
  });
  const body = `<xml><Encrypt>${encrypted}</Encrypt></xml>`;
  return (await fetch(`${world.url}/wechat/callback/${world.tenant.appId}?${query}`, { method: "POST", body })).status;
}

/** WeChat tells where somebody is, at 113.5 degrees east. */
export function tellPosition(world: World, openid: string, at: number, latitude: number): Promise<number> {
  const place = `<Latitude>${latitude}</Latitude><Longitude>113.5</Longitude><Precision>40</Precision>`;
  return postCallback(world, openid, at, `<MsgType>event</MsgType><Event>LOCATION</Event>${place}`);
}
