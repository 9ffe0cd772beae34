import { once } from "node:events";
import { WebSocket } from "ws";

export interface Message {
  id?: string;
  type: string;
  payload?: unknown;
}

/** A bare graphql-transport-ws client: what it is told and how it was closed, in order. */
export class TestSocket {
  readonly messages: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data) => {
      this.messages.push(JSON.parse(String(data)));
      for (const look of this.waiting) look();
    });
    this.closed = new Promise((resolve) => socket.on("close", (code, reason) => resolve({ code, reason: String(reason) })));
  }

  static async open(url: string, protocol = "graphql-transport-ws"): Promise<TestSocket> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, protocol);
    const client = new TestSocket(socket);
    await once(socket, "open");
    return client;
  }

  /** Opened and acknowledged for `token`; rejects where the server closes it instead. */
  static async connect(url: string, token: string): Promise<TestSocket> {
    const client = await TestSocket.open(url);
    client.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
    const first = await Promise.race([client.next("connection_ack"), client.closed]);
    if ("code" in first) throw new Error(`the server closed the socket: ${first.code} ${first.reason}`);
    return client;
  }

  send(message: object | string): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The first message of that type (and id), come or to come. */
  next(type: string, id?: string): Promise<Message> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.messages.find((message) => message.type === type && (id === undefined || message.id === id));
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
}
