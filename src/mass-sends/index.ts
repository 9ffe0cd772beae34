export { ApprovalService } from "./approval/approval.service.js";
export type { MassSendContent } from "./content.js";
export { MassSendContents } from "./contents.js";
export { DispatchService, type DispatchServiceParts } from "./dispatch.service.js";
export { MassSendDriver } from "./driver/driver.js";
export type { DriverParts } from "./driver/driver-parts.js";
export { CallQuota } from "./forecast/call-quota.js";
export { DeliverySpeed } from "./forecast/delivery-speed.js";
export { ForecastService } from "./forecast/forecast.service.js";
export { DeliveryLedger } from "./ledger/delivery-ledger.js";
export {
  BatchResolution,
  BatchStatus,
  DispatchMethod,
  MassSendContentKind,
  MassSendStatus,
  RecallStatus,
  RecipientFate,
} from "./mass-send.enums.js";
export { MASS_SEND_ONE_OF_INPUTS, MassSendContentInput, MassSendInput } from "./mass-send.input.js";
export { MassSendService, type MassSendServiceParts } from "./mass-send.service.js";
export { MassSend, MassSendBatch, MassSendProgress } from "./mass-send.types.js";
export { SendPlanner, type SendPlannerParts } from "./planner/send-planner.js";
export { SendallGuard } from "./planner/sendall-guard.js";
export { WeChatCounts } from "./planner/wechat-counts.js";
export { PreviewService } from "./preview.service.js";
export { MassSendProgressHub, type MassSendStates } from "./progress-hub.js";
export { Readiness, type ReadinessParts } from "./readiness.js";
export { RecallService, type RecallServiceParts } from "./recall.service.js";
export { RecipientsService } from "./recipients/recipients.service.js";
export { MassSendResults } from "./results.js";
export { RetryService, type RetryServiceParts } from "./retry.service.js";
export { ScheduleService } from "./schedule/schedule.service.js";
export { ScheduledStart } from "./schedule/scheduled-start.js";
export { SendWriter } from "./send-writer.js";
export { MASS_SEND_SWEEP_MS, MassSendSweeper } from "./sweeper.js";
