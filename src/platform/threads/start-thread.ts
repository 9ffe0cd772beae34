import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { type ResourceLimits, Worker } from "node:worker_threads";

/**
 * A thread that runs `module`, the URL of a file of ours as it is called when built (`….js`). Where the sources run as they are
 * (`npm run dev`, tests), it is read as `….ts` by a thread that tsx helps: a thread knows nothing of its parent's loaders.
 */
export function startThread(module: URL, workerData: unknown, resourceLimits: ResourceLimits): Worker {
  const options = { workerData, resourceLimits };
  if (!import.meta.url.endsWith(".ts")) return new Worker(module, { ...options, execArgv: [] });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return new Worker(new URL(module.href.replace(/\.js$/, ".ts")), { ...options, execArgv: ["--import", tsx] });
}
