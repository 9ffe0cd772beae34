import { type Client, CloseCode, createClient } from "graphql-ws";
import { currentSession, endSession, onSessionChange } from "../session/session";
import { connection } from "./connection";

const LONGEST_WAIT_MS = 3_000;
/** A socket that says nothing for so long is asked whether it lives. */
const KEEP_ALIVE_MS = 10_000;

/** The one WebSocket of this tab; opened with the first subscription, and again whenever it is lost. */
export const sockets: Client = createClient({
  url: `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/graphql`,
  connectionParams: () => ({ authorization: `Bearer ${currentSession()?.token ?? ""}` }),
  lazy: true,
  keepAlive: KEEP_ALIVE_MS,
  retryAttempts: Number.POSITIVE_INFINITY,
  // Doubling, with up to half a second at random, so that a restarted server is not stormed.
  retryWait: (tries) => new Promise((done) => window.setTimeout(done, Math.min(LONGEST_WAIT_MS, 250 * 2 ** tries) + Math.random() * 500)),
  shouldRetry: () => currentSession() !== null,
  on: {
    connected: () => connection.answered(),
    closed: (event) => {
      const { code, wasClean } = event as CloseEvent;
      if (code === CloseCode.Forbidden) endSession("ended");
      else if (!wasClean || code !== 1000) connection.failed();
    },
  },
});

/** A socket speaks for whoever opened it. */
onSessionChange(() => sockets.terminate());
