import { afterAll, beforeAll, expect, it } from "vitest";
import { openidOf, type Simulator, startSimulator } from "../../../src/simulator/index.js";
import { APP } from "../../simulator/support-app.js";
import { makeUploadFiles, type UploadFiles } from "./files.js";
import { type Program, run } from "./programs.js";
import { type Recorded, startRecorder } from "./recorder.js";

/** What a step came to: what the library returned, or the errcode it threw. A `failed` step threw something else. */
export type Outcome = { returned: unknown } | { refused: number } | { failed: string };

export const FOLLOWERS = 60;
/** Beyond 2^53: a library that reads it as a double asks for another send afterwards. */
const FIRST_MSG_ID = 9_007_199_254_740_993n;
const SEED = 1;

/** Follower `n`; those up to `FOLLOWERS` follow, the last one is on the blacklist from the start. */
export const openid = (n: number) => openidOf(SEED, n);
export const openids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => openid(from + at));
export const refused = (errcode: number): Outcome => ({ refused: errcode });
export const returned = (value: unknown): Outcome => ({ returned: value });
export const done = returned(0);

/** One run of a library's driver through the whole API, and the simulator it ran against. */
export class Journey {
  constructor(
    private readonly steps: ReadonlyMap<string, Outcome>,
    readonly simulator: Simulator,
    readonly requests: readonly Recorded[],
    readonly files: UploadFiles,
  ) {}

  /** These steps, all of them, came to this. */
  expect(expected: Readonly<Record<string, unknown>>): void {
    const names = Object.keys(expected);
    expect(Object.fromEntries(names.map((name) => [name, this.steps.get(name)]))).toEqual(expected);
  }

  /** What the step returned, as `Shape`; throws when it was refused or failed. */
  returned<Shape>(name: string): Shape {
    const outcome = this.steps.get(name);
    if (!outcome || !("returned" in outcome)) throw new Error(`${name}: ${JSON.stringify(outcome ?? "no such step")}`);
    return outcome.returned as Shape;
  }

  get account() {
    return this.simulator.account(APP.appId);
  }

  /** Whom the ledger says the send reached: its kind, and follower numbers. */
  delivery(clientMsgId: string): { kind: string; to: number[] } {
    const { ledger } = this.account;
    const [job, ...others] = ledger.allJobs().filter((candidate) => candidate.clientMsgId === clientMsgId);
    if (!job || others.length > 0) throw new Error(`the simulator accepted ${others.length + (job ? 1 : 0)} sends called ${clientMsgId}`);
    return { kind: job.kind, to: ledger.recipientsOf([job]).sort((a, b) => a - b) };
  }

  /** The calls of this path, as they went over the wire. */
  sent(path: string): Recorded[] {
    return this.requests.filter((request) => request.path === `/cgi-bin/${path}`);
  }
}

export interface Area {
  name: string;
  check(journey: Journey): void | Promise<void>;
}

/** Runs the driver once; then each area is a test of its own. */
export function testLibrary(driver: Program, areas: readonly Area[]): void {
  let journey: Journey;
  const cleanUp: (() => unknown)[] = [];
  beforeAll(async () => {
    journey = await travel(driver, cleanUp);
  });
  afterAll(async () => {
    for (const act of cleanUp.reverse()) await act();
  });
  for (const { name, check } of areas) it(name, () => check(journey));
}

async function travel(driver: Program, cleanUp: (() => unknown)[]): Promise<Journey> {
  const app = { ...APP, blacklist: [FOLLOWERS - 1], wechatNames: { "wang-xiaojie": 7 } };
  const simulator = await startSimulator({
    apps: [app],
    seed: SEED,
    followers: FOLLOWERS,
    speedFactor: 1_000,
    firstMsgId: FIRST_MSG_ID,
  });
  cleanUp.push(() => simulator.close());
  // The token dies under the first look at the tags: a library has to renew it and ask again.
  simulator.faults.order({ path: "/cgi-bin/tags/get", kind: "expire-token" });
  const recorder = await startRecorder(simulator.url);
  cleanUp.push(recorder.close);
  const files = makeUploadFiles();
  cleanUp.push(files.remove);
  const lines = await run(driver(recorder.url, APP.appId, APP.appSecret, files.folder));
  const steps = (lines as ({ step: string } & Outcome)[]).map(({ step, ...outcome }) => [step, outcome as Outcome] as const);
  return new Journey(new Map(steps), simulator, recorder.recorded, files);
}
