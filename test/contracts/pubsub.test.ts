import { setImmediate as nextTurn } from "node:timers/promises";
import { createInProcessPubSub } from "../../src/platform/pubsub/in-process-pubsub.js";
import { describePubSub } from "./pubsub.js";

describePubSub("in this process", async () => {
  const pubsub = createInProcessPubSub();
  return {
    pubsub,
    listenerCount: () => pubsub.listenerCount(),
    settled: async () => void (await nextTurn()),
    close: async () => undefined,
  };
});
