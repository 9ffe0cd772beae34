import { availableParallelism, totalmem } from "node:os";

const MB = 1024 * 1024;

/**
 * Server settings for a box that PostgreSQL shares with Tagcast. `memoryBytes`: what this machine (or container) has.
 * They go on the command line, so that each release brings its own and none stays behind in postgresql.conf.
 */
export function serverSettings(options: { port: number; durable: boolean; memoryBytes?: number; cpus?: number }): Record<string, string> {
  const memory = options.memoryBytes ?? availableMemory();
  const cpus = options.cpus ?? availableParallelism();
  return {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: "",
    max_connections: "100",
    shared_buffers: `${clamp(Math.floor(memory / MB / 16), 32, 512)}MB`,
    effective_cache_size: `${clamp(Math.floor(memory / MB / 2), 128, 65_536)}MB`,
    work_mem: "16MB",
    maintenance_work_mem: `${clamp(Math.floor(memory / MB / 32), 32, 256)}MB`,
    // COPY of 10 M users writes several GB: with the default of 1 GB checkpoints would chase each other.
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    // Exactly-once rests on it: a batch noted as in flight must still be noted after a power cut.
    synchronous_commit: "on",
    jit: "off",
    // On two cores a parallel plan takes the core that the API answers on; and in a container it wants more /dev/shm than the usual 64 MB.
    max_parallel_workers_per_gather: cpus > 4 ? "2" : "0",
    random_page_cost: "1.1",
    // Errors reach the caller; in the log they would quote rows (openids, phones), so only the server's own events are kept.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    ...(options.durable ? {} : { fsync: "off", full_page_writes: "off" }),
  };
}

function availableMemory(): number {
  const limit = process.constrainedMemory();
  // Without a limit cgroups report 0 or a number near 2^63.
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
