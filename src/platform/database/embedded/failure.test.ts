import { describe, expect, it } from "vitest";
import { explainFailure, isPassing, isPortTaken } from "./failure.js";

describe("explainFailure", () => {
  it.each([
    ["could not write to file: No space left on device", /disk that holds \/data is full.*Free some space/],
    ["FATAL:  database files are incompatible with server", /another version of PostgreSQL/],
    ["PANIC:  could not locate a valid checkpoint record at 0/16E9128", /damaged.*Restore a backup/],
    ['FATAL:  could not open file "global/pg_control": Permission denied', /may not use \/data.*chown/],
    ["postgres: error while loading shared libraries: libicuuc.so.60: cannot open shared object file", /npm ci/],
    ["FATAL:  could not map anonymous shared memory: Cannot allocate memory", /not enough free memory/],
  ])("advises on: %s", (output, advice) => {
    expect(explainFailure("The database did not start", output, "/data").message).toMatch(advice);
  });

  it("keeps the last lines of what PostgreSQL said, whatever it was", () => {
    const output = Array.from({ length: 20 }, (_, n) => `line ${n}`).join("\n");
    const { message, name } = explainFailure("The database did not start", output, "/data");
    expect(name).toBe("EmbeddedPostgresError");
    expect(message).toMatch(/^The database did not start\.\nPostgreSQL said:\nline 12\n/);
    expect(message).toMatch(/line 19$/);
  });

  it("says what failed also when PostgreSQL said nothing", () => {
    expect(explainFailure("The database did not start", "", "/data").message).toBe("The database did not start.");
  });
});

describe("passing failures", () => {
  it("waits for the children of a killed server", () => {
    expect(isPassing("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use")).toBe(true);
    expect(isPassing("FATAL:  out of memory")).toBe(false);
  });

  it("knows a taken port", () => {
    expect(isPortTaken('LOG:  could not bind IPv4 address "127.0.0.1": Address already in use')).toBe(true);
    expect(isPortTaken("FATAL:  out of memory")).toBe(false);
  });
});
