import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, GraphQLError, type GraphQLSchema } from "graphql";
import type { Context } from "graphql-ws";
import { useServer } from "graphql-ws/use/ws";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import type { MassSendState } from "../../src/cli/watch/progress-view.js";
import { cli } from "../support/terminal.js";

const SDL = `
  type Query { ok: Boolean }
  type Subscription { massSendProgress(id: ID!, after: Int): Progress! }
  type Progress { seq: Int! status: String! recipients: Int! batches: Int! batchesAccepted: Int! batchesFinished: Int! batchesFailed: Int!
    batchesUnknown: Int! accepted: Int! sent: Int! filtered: Int! failed: Int! etaSeconds: Int }`;

/** What one connection is given: states, and then whether the server completes the subscription or the connection breaks. */
interface Episode {
  states: [seq: number, status: MassSendState["status"]][];
  end: "complete" | "break";
}

/** A stand-in for the server that plays one episode for each subscription. */
class ScriptedServer {
  readonly asked: { id: string; after: number | null; authorization: unknown }[] = [];
  private server: Server | null = null;
  private sockets: WebSocketServer | null = null;

  constructor(private readonly episodes: Episode[]) {}

  get port(): number {
    if (this.server === null) throw new Error("listen first");
    return (this.server.address() as AddressInfo).port;
  }

  async listen(port = 0): Promise<void> {
    const server = createServer((_request, response) => response.writeHead(404).end());
    this.sockets = new WebSocketServer({ server, path: "/graphql" });
    const onConnect = ({ connectionParams }: Context) => connectionParams?.authorization !== "Bearer wrong";
    useServer({ schema: this.schema(), onConnect, context: (context) => context }, this.sockets);
    this.server = await new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
  }

  async close(): Promise<void> {
    for (const client of this.sockets?.clients ?? []) client.terminate();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private schema(): GraphQLSchema {
    const schema = buildSchema(SDL);
    const field = schema.getSubscriptionType()?.getFields().massSendProgress;
    if (field) field.subscribe = (_root, args, context: Context) => this.next(args, context.connectionParams?.authorization);
    return schema;
  }

  private next({ id, after }: { id: string; after?: number | null }, authorization: unknown): AsyncGenerator<object> {
    this.asked.push({ id, after: after ?? null, authorization });
    const episode = this.episodes.shift();
    if (episode === undefined) throw new GraphQLError("no such send");
    return this.play(episode);
  }

  private async *play({ states, end }: Episode): AsyncGenerator<object> {
    for (const [seq, status] of states) yield { massSendProgress: state(seq, status) };
    if (end === "break") for (const client of this.sockets?.clients ?? []) client.terminate();
  }
}

function state(seq: number, status: MassSendState["status"]): MassSendState {
  const batches = { batches: 3, batchesAccepted: 0, batchesFinished: 0, batchesFailed: 0, batchesUnknown: 0 };
  return { seq, status, recipients: 30_000, ...batches, accepted: seq * 1000, sent: 0, filtered: 0, failed: 0, etaSeconds: null };
}

let server: ScriptedServer;
const play = async (...episodes: Episode[]) => {
  server = new ScriptedServer(episodes);
  await server.listen();
};
const watch = (...more: string[]) => cli(["watch", "send-1", "--url", `http://127.0.0.1:${server.port}`, "--token", "t0ken", ...more]);
const seqs = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as MassSendState).seq);

beforeEach(() => play());
afterEach(() => server.close());

describe("tagcast watch", () => {
  it("shows each state and ends with exit code 0 when the send completed", async () => {
    await server.close();
    await play({
      states: [
        [1, "SENDING"],
        [2, "AWAITING_RESULTS"],
        [3, "COMPLETED"],
      ],
      end: "complete",
    });
    const { code, stdout } = await watch();
    expect(code).toBe(0);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["SENDING", "AWAITING_RESULTS", "COMPLETED", ""]);
    expect(stdout).toContain("3,000/30,000 accepted");
    expect(server.asked).toEqual([{ id: "send-1", after: null, authorization: "Bearer t0ken" }]);
  });

  it.each(["FAILED", "CANCELLED", "RECALLED"] as const)("ends with exit code 1 when the send ended %s", async (status) => {
    await server.close();
    await play({ states: [[1, status]], end: "complete" });
    expect((await watch()).code).toBe(1);
  });

  it("comes again after a lost connection and asks for what follows the last state", async () => {
    await server.close();
    await play(
      {
        states: [
          [1, "SENDING"],
          [2, "SENDING"],
        ],
        end: "break",
      },
      { states: [[3, "SENDING"]], end: "complete" },
      { states: [[4, "COMPLETED"]], end: "complete" },
    );
    const { code, stdout, stderr } = await watch("--json");
    expect(code).toBe(0);
    expect(seqs(stdout)).toEqual([1, 2, 3, 4]);
    expect(server.asked.map(({ after }) => after)).toEqual([null, 2, 3]);
    expect(stderr).toContain("trying again");
    expect(stderr).toContain("connected again");
  });

  it("waits for a server that is being restarted", async () => {
    const { port } = server;
    await server.close();
    const watching = cli(["watch", "send-1", "--url", `http://127.0.0.1:${port}/graphql`, "--token", "t0ken", "--json"]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    server = new ScriptedServer([{ states: [[9, "COMPLETED"]], end: "complete" }]);
    await server.listen(port);
    const { code, stdout } = await watching;
    expect({ code, seqs: seqs(stdout) }).toEqual({ code: 0, seqs: [9] });
  });

  it("gives up with the server's words when there is no such send", async () => {
    expect(await watch()).toMatchObject({ code: 1, stdout: "", stderr: "tagcast: no such send\n" });
  });

  it("gives up when the token is refused", async () => {
    const { code, stderr } = await cli(["watch", "x", "--url", `http://127.0.0.1:${server.port}`], { TAGCAST_TOKEN: "wrong" });
    expect({ code, stderr }).toEqual({ code: 1, stderr: "tagcast: the server does not accept the token; log in again\n" });
  });

  it("says where it looked when it cannot log in", async () => {
    const { port } = server;
    await server.close();
    const { code, stderr } = await cli(["watch", "x", "--url", `http://127.0.0.1:${port}`, "--username", "li", "--password", "pass word"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`no Tagcast answers at http://127.0.0.1:${port}`);
    await server.listen(port);
  });
});
