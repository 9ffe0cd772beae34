import type { MassCallLimiter, WeChatClients } from "../../wechat/index.js";
import type { MassSendContents } from "../contents.js";
import type { DeliverySpeed } from "../forecast/delivery-speed.js";
import type { MassSendStore } from "../mass-send-store.port.js";
import type { SendallGuard } from "../planner/sendall-guard.js";
import type { MassSendResults } from "../results.js";
import type { ScheduledStart } from "../schedule/scheduled-start.js";
import type { MassSendQueue, Recipients, SendLeases } from "../send-lease.port.js";
import type { SendWriter } from "../send-writer.js";

export interface DriverLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface DriverParts {
  leases: SendLeases;
  store: MassSendStore;
  writer: SendWriter;
  recipients: Recipients;
  results: MassSendResults;
  contents: Pick<MassSendContents, "message" | "replaceStale">;
  guard: Pick<SendallGuard, "objection">;
  scheduled: ScheduledStart;
  speed: Pick<DeliverySpeed, "peoplePerMinute">;
  clients: WeChatClients;
  limiter: MassCallLimiter;
  queue: MassSendQueue;
  clock: () => Date;
  log: DriverLogger;
  /** How long after its acceptance a batch without callback is asked for; default 2 minutes. */
  resultOverdueMs?: number;
  /** How long after midnight in Asia/Shanghai a send goes on that waits for a daily quota; default 5 minutes. */
  quotaDelayMs?: number;
}
