import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { signature } from "../../src/webhooks/delivery/signature.js";

export interface Received {
  id: string;
  timestamp: string;
  signatures: string[];
  body: string;
  path: string;
}

type Behaviour = (response: ServerResponse, message: Received) => void;

/** A program somewhere that takes webhooks: a real HTTP server, which behaves as a test says. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  behave: Behaviour = answers(200);
  private waiting: (() => void)[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on("request", (request, response) => void receiver.take(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = "/hook"): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Resolves when `count` messages have come. */
  async until(count: number): Promise<void> {
    while (this.received.length < count) await new Promise<void>((resolve) => void this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const header = (name: string) => String(request.headers[name] ?? "");
    const message = {
      id: header("webhook-id"),
      timestamp: header("webhook-timestamp"),
      signatures: header("webhook-signature").split(" "),
      body: Buffer.concat(chunks).toString("utf8"),
      path: request.url ?? "",
    };
    this.received.push(message);
    for (const wake of this.waiting.splice(0)) wake();
    this.behave(response, message);
  }
}

export function answers(status: number, headers: Record<string, string> = {}): Behaviour {
  return (response) => void response.writeHead(status, headers).end("thanks");
}

export const resets: Behaviour = (response) => void response.socket?.destroy();
export const neverAnswers: Behaviour = () => undefined;
/** Answers, then sends a body that never ends. */
export const endlessBody: Behaviour = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write("x".repeat(10_000)), 5);
  response.once("close", () => clearInterval(timer));
};

/** Whether one of the signatures is made with the secret. */
export function isSignedWith({ id, timestamp, body, signatures }: Received, secret: string): boolean {
  return signatures.includes(`v1,${signature(secret, `${id}.${timestamp}.${body}`)}`);
}
