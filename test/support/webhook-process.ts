// A courier of its own, for tests of kill -9: delivers until it is killed.
//   webhook-process.ts <database> <secret key in hex>
import "reflect-metadata";
import { Sealer } from "../../src/platform/crypto/sealer.js";
import { openDatabase } from "../../src/platform/database/database.js";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { HttpWebhookSender } from "../../src/webhooks/adapters/http-webhook-sender.js";
import { PostgresDeliveries } from "../../src/webhooks/adapters/postgres-deliveries.js";
import { WebhookCourier } from "../../src/webhooks/index.js";

const [url = "", key = ""] = process.argv.slice(2);
const queue = new PostgresDeliveries(openDatabase(url), new Sealer(Buffer.from(key, "hex")));
const sender = new HttpWebhookSender({ allowedNetworks: ["127.0.0.0/8"] });
const courier = new WebhookCourier(queue, sender, () => new Date(), silentLogger);
setInterval(() => void courier.round(), 20);
