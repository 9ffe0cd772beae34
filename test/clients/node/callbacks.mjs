// usage: node callbacks.mjs <folder that has node_modules> <callback token> <EncodingAESKey> <appid>
// Reads tasks, one a line, and does them with wechat-crypto; ../support/callback-tasks.ts says what they are.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { print } from "./steps.mjs";

const [packages, token, aesKey, appId] = process.argv.slice(2);
const WXBizMsgCrypt = createRequire(`${packages}/`)("wechat-crypto");
const crypt = new WXBizMsgCrypt(token, aesKey, appId);

const TASKS = {
  read({ signature, timestamp, nonce, body }) {
    const encrypt = /<Encrypt><!\[CDATA\[(.*?)\]\]><\/Encrypt>/s.exec(body)?.[1] ?? "";
    if (crypt.getSignature(timestamp, nonce, encrypt) !== signature) return { refused: true };
    const { message, id } = crypt.decrypt(encrypt);
    return id === appId ? { message } : { refused: true };
  },
  write({ message, timestamp, nonce }) {
    const encrypt = crypt.encrypt(message);
    return { encrypt, signature: crypt.getSignature(timestamp, nonce, encrypt), timestamp, nonce };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { task, ...details } = JSON.parse(line);
  print(TASKS[task](details));
}
