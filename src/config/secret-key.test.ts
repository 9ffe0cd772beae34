import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSecretKey } from "./secret-key.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tagcast-key-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("loadSecretKey", () => {
  it("takes the configured key and keeps nothing", () => {
    expect(loadSecretKey("ab".repeat(32), join(folder, "data")).toString("hex")).toBe("ab".repeat(32));
    expect(statSync(join(folder, "data"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("makes a key once, for the owner only, and finds it again", () => {
    const first = loadSecretKey(null, join(folder, "data"));
    expect(first).toHaveLength(32);
    expect(statSync(join(folder, "data", "secret-key")).mode & 0o777).toBe(0o600);
    expect(loadSecretKey(null, join(folder, "data"))).toEqual(first);
    expect(loadSecretKey(null, join(folder, "other"))).not.toEqual(first);
  });

  it("refuses a damaged key and leaves the file as it is", () => {
    loadSecretKey(null, folder);
    writeFileSync(join(folder, "secret-key"), "abc");
    expect(() => loadSecretKey(null, folder)).toThrow(/secret-key is damaged.*TAGCAST_SECRET_KEY/s);
    expect(readFileSync(join(folder, "secret-key"), "utf8")).toBe("abc");
  });

  it("refuses a key that others can read", () => {
    loadSecretKey(null, folder);
    chmodSync(join(folder, "secret-key"), 0o644);
    expect(() => loadSecretKey(null, folder)).toThrow(/chmod 600/);
  });

  it("says what to set when no key can be kept", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => loadSecretKey(null, join(folder, "file", "data"))).toThrow(/TAGCAST_DATA_DIR/);
  });
});
