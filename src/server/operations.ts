import type { ApolloServerPlugin } from "@apollo/server";
import { type ExecutionArgs, execute, getOperationAST, Kind, type OperationDefinitionNode, subscribe } from "graphql";
import { Histogram, type Registry } from "prom-client";
import type { RequestContext } from "../graphql/context.js";
import { addLogFields, withLogFields } from "../platform/logging/log-fields.js";
import type { Tracing } from "../platform/tracing/tracing.js";

interface Labels {
  type: string;
  /** The API's field that is asked for; `introspection`; `other` where it is not exactly one. */
  operation: string;
}

/**
 * What is told of GraphQL operations: to `/metrics` how often, how long and whether with errors; to a trace its name; to log lines
 * whose it is. Callers' own operation names are not used: anybody may invent any number of them.
 */
export class Operations {
  private readonly labels = new WeakMap<OperationDefinitionNode, Labels>();
  private readonly durations: Histogram<"type" | "operation" | "outcome">;

  constructor(
    registry: Registry,
    private readonly tracing: Tracing,
  ) {
    this.durations = new Histogram({
      name: "tagcast_graphql_operation_duration_seconds",
      help: "GraphQL operations by the field they ask for and whether they had errors; of a subscription, until it runs.",
      labelNames: ["type", "operation", "outcome"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    });
  }

  /** One HTTP request to /graphql. */
  request<T>(request: { id: string; traceparent: unknown }, work: () => Promise<T>): Promise<T> {
    const { id, traceparent } = request;
    return withLogFields({ requestId: id }, () =>
      this.tracing.begin(
        { name: "graphql", attributes: { "request.id": id }, ...(typeof traceparent === "string" && { traceparent }) },
        work,
      ),
    );
  }

  plugin(): ApolloServerPlugin<RequestContext> {
    return {
      requestDidStart: async () => {
        const startedAt = performance.now();
        return {
          didResolveOperation: async ({ operation, contextValue }) => {
            if (operation) this.describe(operation, contextValue);
          },
          willSendResponse: async ({ operation, response }) => {
            const failed = response.body.kind === "single" && response.body.singleResult.errors !== undefined;
            if (operation) this.observe(operation, failed, startedAt);
          },
        };
      },
    };
  }

  /** graphql-js's own, for WebSockets. */
  readonly execute = (args: ExecutionArgs) => this.socket(args, execute);
  readonly subscribe = (args: ExecutionArgs) => this.socket(args, subscribe);

  private socket<T extends object>(args: ExecutionArgs, run: (args: ExecutionArgs) => T | Promise<T>): Promise<T> {
    const context = args.contextValue as RequestContext;
    const operation = getOperationAST(args.document, args.operationName);
    const startedAt = performance.now();
    return this.request({ id: context.requestId, traceparent: undefined }, async () => {
      if (operation) this.describe(operation, context);
      const result = await run(args);
      if (operation) this.observe(operation, "errors" in result && result.errors !== undefined, startedAt);
      return result;
    });
  }

  private describe(operation: OperationDefinitionNode, { principal }: RequestContext): void {
    const { type, operation: name } = this.labelsOf(operation);
    if (principal !== null) addLogFields({ tenantId: principal.tenantId });
    this.tracing.describe(`${type} ${name}`, {
      "graphql.operation.type": type,
      ...(principal !== null && { tenantId: principal.tenantId }),
    });
  }

  private observe(operation: OperationDefinitionNode, failed: boolean, startedAt: number): void {
    const outcome = failed ? "error" : "ok";
    this.durations.observe({ ...this.labelsOf(operation), outcome }, (performance.now() - startedAt) / 1_000);
  }

  private labelsOf(operation: OperationDefinitionNode): Labels {
    const known = this.labels.get(operation);
    if (known !== undefined) return known;
    const labels = { type: operation.operation, operation: fieldOf(operation) };
    this.labels.set(operation, labels);
    return labels;
  }
}

/** Validated by then: a field that is asked for is one of the schema's. */
function fieldOf({ selectionSet: { selections } }: OperationDefinitionNode): string {
  const [first, ...more] = selections;
  if (first?.kind !== Kind.FIELD || more.length > 0) return "other";
  return first.name.value.startsWith("__") ? "introspection" : first.name.value;
}
