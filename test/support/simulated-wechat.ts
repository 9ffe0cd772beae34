import { Readable } from "node:stream";
import { silentLogger } from "../../src/platform/logging/logger.js";
import { openidOf, type Simulator, startSimulator } from "../../src/simulator/index.js";
import type { MassJob } from "../../src/simulator/model/ledger.js";
import { httpWeChatClient } from "../../src/wechat/http-wechat-client.js";
import type { WeChatClient } from "../../src/wechat/index.js";
import { issueToken } from "../../src/wechat/token-source.js";
import { WeChatCaller } from "../../src/wechat/wechat-caller.js";
import { WeChatHttp } from "../../src/wechat/wechat-http.js";
import { FILES } from "../simulator/media-support.js";

const APP = { appId: "wxlifecycle", appSecret: "0123456789abcdef" };
const SEED = 11;
export const SEND_PATH = "/cgi-bin/message/mass/send";
export const DELETE_PATH = "/cgi-bin/message/mass/delete";

/** The simulator and our client for it, its clock standing still unless moved: WeChat for a model test. */
export class SimulatedWeChat {
  private token = "";
  private version = 0;

  private constructor(
    readonly simulator: Simulator,
    private readonly http: WeChatHttp,
  ) {}

  static async start(followers: number): Promise<SimulatedWeChat> {
    const simulator = await startSimulator({
      ...{ apps: [APP], followers, seed: SEED, clockSpeed: 0, massCallsPerMinute: Number.POSITIVE_INFINITY },
      dailyLimits: { "mass-send": 1_000_000 },
      logger: silentLogger,
    });
    return new SimulatedWeChat(simulator, new WeChatHttp({ baseUrl: simulator.url, headersTimeoutMs: 5_000 }));
  }

  static openid(n: number): string {
    return openidOf(SEED, n);
  }

  get now(): Date {
    return new Date(this.simulator.clock.now());
  }

  /** A client as a new process has it: with the newest token there is. */
  client(): WeChatClient {
    const current = async () => {
      if (this.version === 0) await this.renew();
      return { token: this.token, version: this.version };
    };
    const afterRefusal = async (refused: number) => {
      if (refused === this.version) await this.renew();
      return { token: this.token, version: this.version };
    };
    const caller = new WeChatCaller(this.http, { current, afterRefusal }, []);
    return httpWeChatClient({ appId: APP.appId, caller, tryMassCall: async () => 0 });
  }

  /** The id of a video that can be sent for three days, and taken back. */
  async video(): Promise<string> {
    const bytes = FILES.mp4;
    const file = { fileName: "a.mp4", contentType: "video/mp4", size: bytes.length, content: () => Readable.from([bytes]) };
    const { mediaId } = await this.client().uploadTemporary("VIDEO", file);
    return (await this.client().makeMassVideo({ mediaId, title: "t", description: "d" })).mediaId;
  }

  /** Jobs accepted for the send, in their order. */
  jobs(prefix: string): MassJob[] {
    return this.ledger.jobsByPrefix(prefix);
  }

  /** How often each of the people 0 to `count` - 1 got a message of these jobs. */
  timesOf(jobs: readonly MassJob[], count: number): number[] {
    const counts = this.ledger.countsOf(jobs);
    return Array.from({ length: count }, (_, n) => counts.get(n));
  }

  /** Into the next month: everybody may get four again. */
  async nextMonth(): Promise<void> {
    await this.simulator.advanceClock(32 * 86_400_000);
  }

  async close(): Promise<void> {
    await this.http.close();
    await this.simulator.close();
  }

  private get ledger() {
    return this.simulator.account(APP.appId).ledger;
  }

  private async renew(): Promise<void> {
    const issued = await issueToken(this.http, APP, false, []);
    this.token = issued.token;
    this.version += 1;
  }
}
