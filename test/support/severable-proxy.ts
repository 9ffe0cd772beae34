import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface SeverableProxy {
  port: number;
  /** Resets every connection and refuses new ones: what the far side sees of a kill -9. */
  sever(): void;
  /** Lets new connections through again. */
  restore(): void;
  /** New connections go there from now on. */
  pointTo(port: number): void;
  close(): Promise<void>;
}

/** Passes TCP connections through to `port` on the loopback address until severed, or pointed elsewhere. */
export async function startProxy(port: number): Promise<SeverableProxy> {
  const sockets = new Set<Socket>();
  let severed = false;
  let target = port;
  const server = createServer((near) => {
    if (severed) return void near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const sever = () => {
    severed = true;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    sever,
    restore: () => {
      severed = false;
    },
    pointTo: (other) => {
      target = other;
    },
    close: async () => {
      sever();
      server.close();
      await once(server, "close");
    },
  };
}
