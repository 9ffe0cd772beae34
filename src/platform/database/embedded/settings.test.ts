import { describe, expect, it } from "vitest";
import { serverSettings } from "./settings.js";

const GB = 1024 ** 3;
const settings = (memoryBytes: number, cpus = 2, durable = true) => serverSettings({ port: 5432, durable, memoryBytes, cpus });

describe("serverSettings", () => {
  it("takes a sixteenth of the memory for buffers, within limits", () => {
    expect(settings(4 * GB).shared_buffers).toBe("256MB");
    expect(settings(GB / 4).shared_buffers).toBe("32MB");
    expect(settings(64 * GB).shared_buffers).toBe("512MB");
  });

  it("listens on the loopback address only, without sockets in the file system", () => {
    expect(settings(GB)).toMatchObject({ listen_addresses: "127.0.0.1", unix_socket_directories: "", port: "5432" });
  });

  it("never gives up durability, unless told so for tests", () => {
    expect(settings(GB).synchronous_commit).toBe("on");
    expect(settings(GB)).not.toHaveProperty("fsync");
    expect(settings(GB, 2, false).fsync).toBe("off");
  });

  it("plans in parallel only where there are cores to spare", () => {
    expect(settings(GB, 2).max_parallel_workers_per_gather).toBe("0");
    expect(settings(GB, 8).max_parallel_workers_per_gather).toBe("2");
  });
});
