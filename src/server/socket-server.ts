import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { CloseCode, handleProtocols, makeServer, type Server } from "graphql-ws";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { RequestContext } from "../graphql/context.js";
import { MAX_BODY_BYTES } from "../graphql/limits.js";
import { isUnavailable } from "../graphql/unavailable.js";
import type { Operations } from "./operations.js";
import type { ServerLogger } from "./options.js";
import { type SessionParts, SocketSession } from "./socket-session.js";

/** A session that ended elsewhere loses its sockets within this time. */
const RECHECK_MS = 15_000;
/** Pings keep proxies from cutting quiet sockets (nginx: after 60 s) and find dead ones. */
const PING_MS = 20_000;
/** RFC 6455: something needed does not answer; clients may try again. */
const TRY_AGAIN_LATER = 1013;

interface Extra {
  session: SocketSession;
}

/** `/graphql` over WebSocket: the graphql-transport-ws protocol with authentication at connection_init. */
export class SocketServer {
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BODY_BYTES, handleProtocols });
  private readonly sessions = new Map<WebSocket, SocketSession>();
  private readonly protocol: Server<Extra>;
  private readonly recheck: NodeJS.Timeout;
  private closing = false;

  constructor(
    private readonly parts: SessionParts & {
      format: (error: unknown, requestId: string) => GraphQLFormattedError;
      logger: ServerLogger;
      operations: Operations;
      /** Told how many sockets are open. */
      opened: (count: number) => void;
      recheckMs?: number;
    },
  ) {
    this.protocol = this.makeProtocol();
    this.recheck = setInterval(() => void this.dropEndedSessions(), parts.recheckMs ?? RECHECK_MS).unref();
  }

  /** For the HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, ip: string): void {
    const refused = this.closing ? "503 Service Unavailable" : request.url?.split("?", 1)[0] === "/graphql" ? null : "404 Not Found";
    if (refused !== null) {
      socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => this.serve(webSocket, ip));
  }

  /** Completes what waits for an answer, then closes every socket with 1001; resolves when all are closed. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.recheck);
    const closed = [...this.sessions.keys()].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const session of this.sessions.values()) session.goAway();
    await Promise.all(closed);
  }

  terminate(): void {
    for (const socket of this.sessions.keys()) socket.terminate();
  }

  private serve(socket: WebSocket, ip: string): void {
    const session = new SocketSession(socket, ip, this.parts);
    this.sessions.set(socket, session);
    this.parts.opened(this.sessions.size);
    const closed = this.protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => sent(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) => socket.on("message", (data) => this.handled(socket, handle, data)),
      },
      { session },
    );
    const pings = keepAlive(socket);
    // A frame over the limit or against RFC 6455: ws closes the socket itself, with the fitting code.
    socket.on("error", (error) => this.parts.logger.debug({ err: error }, "a WebSocket failed"));
    socket.once("close", (code, reason) => {
      clearInterval(pings);
      this.sessions.delete(socket);
      this.parts.opened(this.sessions.size);
      closed(code, String(reason)).catch((error: unknown) =>
        this.parts.logger.error({ err: error }, "closing a WebSocket's operations failed"),
      );
    });
  }

  private async handled(socket: WebSocket, handle: (data: string) => Promise<void>, data: RawData): Promise<void> {
    try {
      await handle(String(data));
    } catch (error) {
      if (isUnavailable(error)) return socket.close(TRY_AGAIN_LATER, "Try again later");
      this.parts.logger.error({ err: error }, "handling a WebSocket message failed");
      socket.close(CloseCode.InternalServerError, "Internal server error");
    }
  }

  private makeProtocol(): Server<Extra> {
    const { format, operations } = this.parts;
    const formatAll = (errors: readonly GraphQLError[], args?: { contextValue?: unknown }) =>
      errors.map((error) => format(error, (args?.contextValue as RequestContext | undefined)?.requestId ?? "websocket"));
    return makeServer<Record<string, unknown>, Extra>({
      execute: operations.execute,
      subscribe: operations.subscribe,
      onConnect: ({ extra, connectionParams }) => extra.session.connect(connectionParams),
      onSubscribe: ({ extra, subscriptions }, id, payload) => extra.session.prepare(id, payload, Object.keys(subscriptions).length),
      onOperation: ({ extra }, id, _payload, _args, result) => {
        if (Symbol.asyncIterator in Object(result)) extra.session.answered(id);
      },
      onNext: (_context, _id, _payload, args, result) =>
        result.errors === undefined ? undefined : { ...result, errors: formatAll(result.errors, args) },
      onError: ({ extra }, id, _payload, errors) => {
        extra.session.answered(id);
        return formatAll(errors);
      },
      onComplete: ({ extra }, id) => extra.session.answered(id),
    });
  }

  /** One look-up for each token, however many sockets it opened. */
  private async dropEndedSessions(): Promise<void> {
    const byToken = Map.groupBy([...this.sessions.values()], ({ token }) => token);
    for (const [token, sessions] of byToken) {
      if (token === null) continue;
      try {
        if ((await this.parts.authenticate(token)) === null) for (const session of sessions) session.forbid();
      } catch (error) {
        // The database does not answer: nobody is thrown out for that; the next round asks again.
        this.parts.logger.warn({ err: error }, "could not check whether WebSocket sessions are still good");
        return;
      }
    }
  }
}

function sent(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // The other side may have gone while the answer was made; its operations are ended by the close event.
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function keepAlive(socket: WebSocket): NodeJS.Timeout {
  let alive = true;
  socket.on("pong", () => {
    alive = true;
  });
  return setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
}
