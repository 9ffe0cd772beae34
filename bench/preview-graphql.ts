import "reflect-metadata";
import { Agent, request } from "node:http";
import { type BenchDatabase, openBenchDatabase } from "./_people.js";
import { bareLoop } from "./_preview-references.js";
import { openPreviewServer, TAGS, VIEWER } from "./_preview-server.js";
import { makeRandom, zipfTags } from "./_zipf-tags.js";

/*
 * `tagPreview` as a console asks it (count, reachable, 20 users, the commonest tags), over HTTP, at 1 and 10 million users; the
 * expressions differ each time. In TAGCAST_BENCH_FOLDER the people are kept for the next run of one size.
 *
 * The goals in milliseconds were set where the bare bitset loop of preview-engine.ts takes 0.057 ms; what it takes here, before and after
 * each kind of question, says how much slower this machine is at the moment.
 *
 * npm run bench preview-graphql [-- <millions of users> …]
 */

const QUESTIONS = 400;
/** A server that has run for a minute, not one whose code is still being compiled. */
const WARM_UP = 1_000;
/** Of the bare loop, where the goals were set. */
const LOOP_MS = 0.057;
const BARE = bareLoop(await zipfTags(1e6, 4), [1, 2, 3, 4], 1e6);
const QUERY = `query ($audience: AudienceInput!) {
  tagPreview(audience: $audience) {
    count reachable asOf tookMs
    sample { id openid subscribed createdAt info { nickname sex provinceId cityId } }
    tags { count tag { id name group } }
  }
}`;

interface Preview {
  count: number;
  reachable: number;
  tookMs: number;
  sample: object[];
  tags: object[];
}

for (const millions of process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1, 10]) {
  const bench = await openBenchDatabase();
  try {
    await run(bench, millions);
  } finally {
    await bench.close();
  }
}

async function run(bench: BenchDatabase, millions: number): Promise<void> {
  const users = millions * 1e6;
  const { app, port, loadedMs } = await openPreviewServer(bench, users);
  console.log(`start: bitmaps of ${millions} M users loaded in ms: ${loadedMs.toFixed(0)} (goal ≤ 3000 at 1 M)`);
  const ask = caller(port);
  const login = await ask(
    "",
    "mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { token } }",
    VIEWER,
  );
  const { token } = (login.data as { login: { token: string } }).login;
  await measure(millions, async (audience) => (await ask(token, QUERY, { audience })).data as { tagPreview: Preview });
  await app.close();
}

/** Prints the median and the 99th percentile of different questions, and how much of it was the engine. */
async function measure(millions: number, preview: (audience: object) => Promise<{ tagPreview: Preview }>): Promise<void> {
  const random = makeRandom(millions);
  const tag = () => ({ tag: String(1 + Math.floor(TAGS ** random())) });
  const shapes: Record<string, () => object> = {
    "(A∧B)∨(C∧¬D)": () => ({ any: [{ all: [tag(), tag()] }, { all: [tag(), { not: tag() }] }] }),
    "one tag": tag,
    "two tags of the rarest half": () => ({ all: [1, 2].map(() => ({ tag: String(101 + Math.floor(100 * random())) })) }),
    "nearly everyone": () => ({ not: { all: [tag(), { not: tag() }] } }),
  };
  for (const [shape, draw] of Object.entries(shapes)) {
    for (let i = 0; i < WARM_UP; i++) await preview(draw());
    const loops = bareLoops();
    const times: number[] = [];
    const engine: number[] = [];
    const before = process.threadCpuUsage();
    for (let i = 0; i < QUESTIONS; i++) {
      const audience = draw();
      const started = performance.now();
      const { tagPreview } = await preview(audience);
      times.push(performance.now() - started);
      engine.push(tagPreview.tookMs);
    }
    const { user, system } = process.threadCpuUsage(before);
    const processor = ((user + system) / 1_000 / QUESTIONS).toFixed(2);
    const slower = quantile([...loops, ...bareLoops()], 0.5) / LOOP_MS;
    const [p50, p99] = [quantile(times, 0.5), quantile(times, 0.99)];
    console.log(
      `GraphQL preview, ${millions} M users, ${shape}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; the engine's part ${quantile(engine, 0.5).toFixed(2)} and ${quantile(engine, 0.99).toFixed(2)}; ${processor} ms of the processor, the client's with it; ` +
        `by the bare loop this machine is ${slower.toFixed(1)} times slower than the goals': p50 ${(p50 / slower).toFixed(2)}, p99 ${(p99 / slower).toFixed(2)}` +
        ` (goal ${millions > 1 ? "p99 ≤ 50" : "p50 ≤ 3, p99 ≤ 20"})`,
    );
  }
}

/** Milliseconds of the plainest loop over four bitsets of a million users, again and again. */
function bareLoops(): number[] {
  return Array.from({ length: 200 }, () => {
    const started = performance.now();
    BARE();
    return performance.now() - started;
  });
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

type Ask = (token: string, query: string, variables: object) => Promise<{ data: unknown }>;

/** The plainest client there is on one connection, so that what is measured is the server. */
function caller(port: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (token, query, variables) =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
      const asked = request({ host: "127.0.0.1", port, path: "/graphql", method: "POST", agent, headers }, (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const answer = JSON.parse(Buffer.concat(pieces).toString()) as { data: unknown; errors?: unknown };
          if (answer.errors) reject(new Error(JSON.stringify(answer.errors)));
          else resolve(answer);
        });
      });
      asked.on("error", reject);
      asked.end(JSON.stringify({ query, variables }));
    });
}
