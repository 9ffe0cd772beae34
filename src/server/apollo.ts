import { AsyncLocalStorage } from "node:async_hooks";
import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";
import type { RequestContext } from "../graphql/context.js";
import { MAX_ERRORS, MAX_TOKENS } from "../graphql/limits.js";
import type { ServerLogger } from "./options.js";

/** The id of the HTTP request being answered: Apollo's `formatError` is not told. */
export const currentRequestId = new AsyncLocalStorage<string>();

/** Started, with everything switched off that would talk to Apollo's servers or open a second way in. */
export async function startApollo(
  schema: GraphQLSchema,
  format: (error: unknown, requestId: string) => GraphQLFormattedError,
  logger: ServerLogger,
  observer: ApolloServerPlugin<RequestContext>,
): Promise<ApolloServer<RequestContext>> {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    // The API is public by its contract and the explorer reads it.
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: "production",
    parseOptions: { maxTokens: MAX_TOKENS },
    validationOptions: { maxErrors: MAX_ERRORS },
    formatError: (_, error) => format(error, currentRequestId.getStore() ?? "unknown"),
    logger: {
      debug: (message) => logger.debug({ part: "apollo" }, message),
      info: (message) => logger.info({ part: "apollo" }, message),
      warn: (message) => logger.warn({ part: "apollo" }, message),
      error: (message) => logger.error({ part: "apollo" }, message),
    },
    plugins: [
      observer,
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await apollo.start();
  return apollo;
}
