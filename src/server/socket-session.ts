import { randomUUID } from "node:crypto";
import { type ExecutionArgs, GraphQLError, type GraphQLSchema } from "graphql";
import { CloseCode, type SubscribePayload } from "graphql-ws";
import type { WebSocket } from "ws";
import { QuotaExceededError, UnauthenticatedError } from "../graphql/errors.js";
import type { RequestLimits } from "../graphql/limits.js";
import type { Authenticate } from "./options.js";
import { bearerToken, requestContext } from "./request-context.js";

/** Open operations on one socket; a console page needs a handful. */
export const MAX_OPERATIONS = 50;
/** RFC 6455: the server goes away; clients connect again, elsewhere. */
const GOING_AWAY = 1001;

export interface SessionParts {
  schema: GraphQLSchema;
  limits: RequestLimits;
  authenticate: Authenticate;
}

/** One WebSocket: whose it is, and what runs on it. */
export class SocketSession {
  /** Set once connection_init was accepted. */
  token: string | null = null;
  private readonly answering = new Set<string>();
  private closing = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly ip: string,
    private readonly parts: SessionParts,
  ) {}

  /** connection_init: whether `connectionParams.authorization` opens anything. */
  async connect(connectionParams: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    const token = bearerToken(connectionParams?.authorization);
    if (token === null || (await this.parts.authenticate(token)) === null) return false;
    this.token = token;
    return true;
  }

  /** What to carry out for one operation, or why not. The token is looked at anew each time. */
  async prepare(id: string, payload: SubscribePayload, open: number): Promise<ExecutionArgs | readonly GraphQLError[]> {
    try {
      if (open > MAX_OPERATIONS) throw new QuotaExceededError(`at most ${MAX_OPERATIONS} operations at once on one WebSocket`, null);
      const contextValue = await requestContext(this.parts.authenticate, { token: this.token, requestId: randomUUID(), ip: this.ip });
      if (contextValue.principal === null) {
        this.forbid();
        throw new UnauthenticatedError("the session has ended");
      }
      const document = this.parts.limits.prepare(payload.query, payload.variables);
      if (!("kind" in document)) return document;
      this.answering.add(id);
      const { operationName, variables: variableValues } = payload;
      return { schema: this.parts.schema, document, operationName, variableValues, contextValue };
    } catch (error) {
      if (error instanceof GraphQLError) return [error];
      return [new GraphQLError(String(error), { originalError: error instanceof Error ? error : undefined })];
    }
  }

  /** The operation's one answer is out, or its stream has begun. */
  answered(id: string): void {
    this.answering.delete(id);
    if (this.closing) this.goAwayWhenIdle();
  }

  /** The token is not good any more. */
  forbid(): void {
    this.socket.close(CloseCode.Forbidden, "Forbidden");
  }

  /** Closes with 1001 as soon as no query or mutation waits for its answer. */
  goAway(): void {
    this.closing = true;
    this.goAwayWhenIdle();
  }

  private goAwayWhenIdle(): void {
    if (this.answering.size === 0) setImmediate(() => this.socket.close(GOING_AWAY, "Going away"));
  }
}
