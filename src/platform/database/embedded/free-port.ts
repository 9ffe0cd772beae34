import { createServer } from "node:net";

/** `wanted` when nobody listens on it on the loopback address, else one that the system picks. */
export async function freePort(wanted: number | null): Promise<number> {
  return (wanted !== null && (await tryPort(wanted))) || (await tryPort(0)) || Promise.reject(new Error("no free port on 127.0.0.1"));
}

/** The port number when it can be bound, else 0. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(0));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
