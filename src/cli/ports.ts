import { createServer } from "node:net";
import { CliError } from "./terminal.js";

/**
 * Makes sure, before anything is started, that `port` can be listened on, and says what to do when it cannot. 0 becomes a free one.
 * `variable`: the environment variable or option that sets it.
 */
export function freePort(host: string, port: number, variable: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, host, port, variable)));
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, variable: string): Error {
  const another = variable.startsWith("--")
    ? `choose another one with ${variable}`
    : `set ${variable} to another one, for example: ${variable}=${port + 1} npm start`;
  if (error.code === "EADDRINUSE") {
    return new CliError(`port ${port} on ${host} is taken, perhaps by a Tagcast that runs already. Stop that program, or ${another}`);
  }
  if (error.code === "EACCES") return new CliError(`this user may not listen on port ${port} (below 1024 it takes root): ${another}`);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new CliError(`this machine has no address ${host}: set HOST to one of its own, or to 0.0.0.0 for all`);
  }
  return error;
}
