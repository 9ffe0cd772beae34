import { setTimeout as sleep } from "node:timers/promises";
import { httpCaller, send } from "./caller.js";
import { TestSocket } from "./socket.js";

const FINAL = ["COMPLETED", "FAILED", "NEEDS_ATTENTION"];

/** Whoever answers there: one process, or a proxy before several. */
interface At {
  url: string;
}

export interface Progress {
  seq: number;
  status: string;
  recipients: number;
  batches: number;
  batchesFinished: number;
}

export interface Ledger {
  jobs: number;
  recipients: number;
  deliveredOnce: number;
  deliveredMoreThanOnce: number;
}

const PROGRESS = "seq status recipients batches batchesFinished";

/** What a brand does day by day, asked of whichever process a test names, and what WeChat's simulator says of it. */
export class MainJob {
  private token = "";

  constructor(
    private readonly wechatUrl: string,
    private readonly password: string,
  ) {}

  async signIn(at: At): Promise<void> {
    const answer = await httpCaller(at.url)('mutation($p: String!) { login(username: "admin", password: $p) { token } }', {
      p: this.password,
    });
    this.token = (answer.data?.login as { token: string } | undefined)?.token ?? "";
    if (this.token === "") throw new Error(JSON.stringify(answer.errors));
  }

  async ask<Data>(at: At, query: string, variables?: Record<string, unknown>): Promise<Data> {
    const answer = await httpCaller(at.url)(query, variables, this.token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data as Data;
  }

  /** One request on a connection of its own; null, or what was wrong with its answer. */
  async probe(at: At, query: string, signal: AbortSignal): Promise<string | null> {
    const { status, errors } = await send(`${at.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}`, connection: "close" },
      body: JSON.stringify({ query }),
      signal,
    });
    return status === 200 && errors === undefined ? null : `${status} ${JSON.stringify(errors)}`;
  }

  /** Has all of WeChat's followers; needs somebody who works. */
  async sync(at: At, followers: number): Promise<void> {
    const { syncFromWeChat: job } = await this.ask<{ syncFromWeChat: { id: string } }>(at, "mutation { syncFromWeChat { id } }");
    const status = async () =>
      (await this.ask<{ syncJob: { status: string } }>(at, "query($id: ID!) { syncJob(id: $id) { status } }", job)).syncJob;
    while ((await status()).status !== "SUCCEEDED") await sleep(200);
    while ((await this.count(at, { subscribed: true })) < followers) await sleep(100);
  }

  /** How many an audience has. */
  async count(at: At, audience: object): Promise<number> {
    const query = "query($a: AudienceInput!) { tagPreview(audience: $a) { count } }";
    return (await this.patiently<{ tagPreview: { count: number } }>(at, query, { a: audience })).tagPreview.count;
  }

  /** Asked again while an index that answers for it is still behind, as the server says to. */
  private async patiently<Data>(at: At, query: string, variables: Record<string, unknown>): Promise<Data> {
    for (;;) {
      const answer = await httpCaller(at.url)(query, variables, this.token);
      if (answer.errors === undefined) return answer.data as Data;
      if (answer.code !== "UNAVAILABLE") throw new Error(JSON.stringify(answer.errors));
      await sleep(200);
    }
  }

  /** A new tag, put on an audience by a job that has succeeded. */
  async tag(at: At, name: string, audience: object): Promise<{ tagId: string; total: number }> {
    const create = "mutation($n: String!) { createTag(input: { name: $n }) { id } }";
    const { createTag: tag } = await this.ask<{ createTag: { id: string } }>(at, create, { n: name });
    const put = "mutation($i: TagUsersInput!) { tagUsers(input: $i) { id total } }";
    const input = { tagIds: [tag.id], audience, idempotencyKey: name };
    const { tagUsers: job } = await this.patiently<{ tagUsers: { id: string; total: number } }>(at, put, { i: input });
    const status = "query($id: ID!) { tagJob(id: $id) { status } }";
    const isDone = async () => (await this.ask<{ tagJob: { status: string } }>(at, status, { id: job.id })).tagJob.status === "SUCCEEDED";
    while (!(await isDone())) await sleep(20);
    return { tagId: tag.id, total: job.total };
  }

  /** To all but one person, so that it goes by openid, in batches. Gives the send's id. */
  async startSend(at: At): Promise<string> {
    const query = "{ users(first: 1) { edges { node { openid } } } }";
    const { users } = await this.patiently<{ users: { edges: { node: { openid: string } }[] } }>(at, query, {});
    const audience = { all: [{ subscribed: true }, { not: { openids: users.edges.map(({ node }) => node.openid) } }] };
    const { createMassSend } = await this.ask<{ createMassSend: { id: string } }>(
      at,
      'mutation($a: AudienceInput!) { createMassSend(input: { name: "send", audience: $a, content: { text: "hello" } }) { id } }',
      { a: audience },
    );
    await this.patiently(at, "mutation($id: ID!) { startMassSend(id: $id) { status } }", { id: createMassSend.id });
    return createMassSend.id;
  }

  async progress(at: At, id: string): Promise<Progress> {
    const query = `query($id: ID!) { massSend(id: $id) { progress { ${PROGRESS} } } }`;
    return (await this.ask<{ massSend: { progress: Progress } }>(at, query, { id })).massSend.progress;
  }

  /** Follows a send over a WebSocket: `seen` grows, `ended` resolves when the server completes it. */
  async follow(at: At, id: string): Promise<{ seen: Progress[]; ended: Promise<void> }> {
    const socket = await TestSocket.connect(at.url, this.token);
    const seen: Progress[] = [];
    socket.socket.on("message", (data) => {
      const { type, payload } = JSON.parse(String(data)) as { type: string; payload?: { data?: { massSendProgress: Progress } } };
      if (type === "next" && payload?.data) seen.push(payload.data.massSendProgress);
    });
    socket.subscribe("s", `subscription($id: ID!) { massSendProgress(id: $id) { ${PROGRESS} } }`, { id });
    const ended = socket.next("complete", "s").then(() => socket.socket.close());
    return { seen, ended };
  }

  /** Follows a send to its end through whatever closes the socket meanwhile, going on after the last state seen. */
  async followOn(at: At, id: string): Promise<Progress[]> {
    const seen: Progress[] = [];
    const query = `subscription($id: ID!, $after: Int) { massSendProgress(id: $id, after: $after) { ${PROGRESS} } }`;
    for (let ended = false; !ended; ) {
      const socket = await TestSocket.connect(at.url, this.token);
      socket.subscribe("s", query, { id, after: seen.at(-1)?.seq ?? 0 });
      await Promise.race([socket.next("complete", "s"), socket.closed]);
      for (const { type, payload } of socket.messages)
        if (type === "next") seen.push((payload as { data: { massSendProgress: Progress } }).data.massSendProgress);
      ended = socket.messages.some(({ type }) => type === "complete");
      socket.socket.close();
    }
    return seen;
  }

  async untilOver(at: At, id: string): Promise<Progress> {
    for (;;) {
      const progress = await this.progress(at, id);
      if (FINAL.includes(progress.status)) return progress;
      await sleep(100);
    }
  }

  /** The first so many followers tell where they are, by callbacks. */
  async tellPlaces(count: number, place: { latitude: number; longitude: number }): Promise<void> {
    for (let follower = 1; follower <= count; follower++) await this.order("POST", "events", { event: "LOCATION", ...place, follower });
  }

  /** Each mass call takes so long. */
  async slowDown(delayMs: number): Promise<void> {
    await this.order("POST", "faults", { path: "/cgi-bin/message/mass/send", kind: "slow", delayMs, probability: 1 });
  }

  /** As fast as it can again. */
  async speedUp(): Promise<void> {
    await this.order("DELETE", "faults", {});
  }

  /** What WeChat delivered of a send. */
  async ledger(id: string): Promise<Ledger> {
    const prefix = `tc-${Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")}-`;
    return (await (await fetch(`${this.wechatUrl}/_simulator/ledger?clientMsgIdPrefix=${prefix}`)).json()) as Ledger;
  }

  private async order(method: string, what: string, body: object): Promise<void> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.wechatUrl}/_simulator/${what}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}
