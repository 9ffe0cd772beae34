import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { ErrorLink } from "@apollo/client/link/error";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { currentSession, endSession, onSessionChange } from "../session/session";
import { connection } from "./connection";
import { codeOf } from "./errors";
import { sockets } from "./sockets";

const withToken = new SetContextLink(({ headers }) => {
  const session = currentSession();
  return session === null ? { headers } : { headers: { ...headers, authorization: `Bearer ${session.token}` } };
});

const watchErrors = new ErrorLink(({ error }) => {
  const code = codeOf(error);
  if (code === "UNAUTHENTICATED") endSession("ended");
  else if (code === "UNREACHABLE") connection.failed();
});

const overHttp = ApolloLink.from([withToken, new HttpLink({ uri: "/graphql" })]);
const overSocket = new GraphQLWsLink(sockets);

export const client = new ApolloClient({
  link: ApolloLink.from([watchErrors, ApolloLink.split(({ operationType }) => operationType === "subscription", overSocket, overHttp)]),
  cache: new InMemoryCache({
    typePolicies: {
      MassSendProgress: { keyFields: ["massSendId"] },
      // An answer to one question, not a thing: it is never pieced together from several.
      TagPreview: { keyFields: false },
      PageInfo: { keyFields: false },
    },
  }),
  // Lists and numbers move while somebody looks at them: what is kept shows at once, what is true follows.
  defaultOptions: { watchQuery: { fetchPolicy: "cache-and-network", nextFetchPolicy: "cache-first" } },
  devtools: { enabled: false },
});

/** Nothing that one operator may see stays for the next. */
onSessionChange(() => {
  if (currentSession() === null) void client.clearStore();
});
connection.onHealed(() => void client.refetchQueries({ include: "active" }));
