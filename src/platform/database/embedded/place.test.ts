import { chmodSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../logging/logger.js";
import { hydrateLinks } from "./binaries.js";
import { prepareFolder } from "./cluster-folder.js";
import { blockingFolder } from "./os-user.js";
import { placeForBinaries, placeForCluster } from "./place.js";

/** Nobody on any machine: may enter only what everybody may. */
const STRANGER = { uid: 54_321, gid: 54_321 };

let root: string;
let closed: string;
let system: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tagcast-place-"));
  chmodSync(root, 0o755);
  closed = join(root, "closed", "postgres");
  system = join(root, "system");
  mkdirSync(closed, { recursive: true });
  chmodSync(join(root, "closed"), 0o700);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("blockingFolder", () => {
  it("names the topmost folder that the user may not enter", () => {
    expect(blockingFolder(closed, STRANGER)).toBe(join(root, "closed"));
    expect(blockingFolder(root, STRANGER)).toBeNull();
  });

  it("looks at the owner's, the group's and everybody's right, and where links lead", () => {
    const { uid, gid } = statSync(closed);
    expect(blockingFolder(closed, { uid, gid: STRANGER.gid })).toBeNull();
    chmodSync(join(root, "closed"), 0o710);
    expect(blockingFolder(closed, { uid: STRANGER.uid, gid })).toBeNull();
    symlinkSync(join(root, "closed"), join(root, "link"));
    expect(blockingFolder(join(root, "link", "postgres"), STRANGER)).toBe(join(root, "closed"));
  });

  it("finds nothing in the way of ourselves", () => {
    expect(blockingFolder(closed, null)).toBeNull();
  });
});

describe("placeForCluster", () => {
  it("is the folder itself when the user may go there", () => {
    const open = join(root, "open");
    prepareFolder(open);
    expect(placeForCluster(open, STRANGER, silentLogger, system)).toBe(open);
  });

  it("is one of the system's otherwise, said aloud and remembered", () => {
    const warnings: string[] = [];
    const logger = { ...silentLogger, warn: (_details: object, message: string) => void warnings.push(message) };
    const place = placeForCluster(closed, STRANGER, logger, system);
    expect(place.startsWith(`${system}/`)).toBe(true);
    expect(blockingFolder(place, STRANGER)).toBeNull();
    expect(warnings).toEqual([expect.stringContaining(`may not enter ${join(root, "closed")}`)]);
    expect(placeForCluster(closed, STRANGER, silentLogger, system)).toBe(place);
  });

  it("is never an empty one in place of a database that is there", () => {
    mkdirSync(join(closed, "data"));
    expect(() => placeForCluster(closed, STRANGER, silentLogger, system)).toThrow(`chmod o+x ${join(root, "closed")}`);
  });

  it("says when the remembered one is gone", () => {
    writeFileSync(join(closed, "location"), join(root, "gone"));
    expect(() => placeForCluster(closed, STRANGER, silentLogger, system)).toThrow(/which is gone. Restore that folder/);
  });

  it("says what to set when the system's folder does not help", () => {
    expect(() => placeForCluster(closed, STRANGER, silentLogger, join(closed, "deeper"))).toThrow(/TAGCAST_DATA_DIR/);
  });
});

describe("placeForBinaries", () => {
  const binaries = () => ({
    native: join(closed, "native"),
    version: "18.0.0",
    initdb: join(closed, "native", "bin", "initdb"),
    postgres: join(closed, "native", "bin", "postgres"),
  });

  it("copies the programs once to where the user can run them", () => {
    mkdirSync(join(closed, "native", "bin"), { recursive: true });
    mkdirSync(join(closed, "native", "lib"));
    writeFileSync(binaries().postgres, "#!", { mode: 0o755 });
    symlinkSync("libpq.so.5.18", join(closed, "native", "lib", "libpq.so.5"));
    const placed = placeForBinaries(binaries(), STRANGER, system);
    expect(placed.postgres).toBe(join(system, "postgresql-18.0.0", "bin", "postgres"));
    expect(statSync(placed.postgres).mode & 0o777).toBe(0o755);
    expect(readlinkSync(join(placed.native, "lib", "libpq.so.5"))).toBe("libpq.so.5.18");
    expect(blockingFolder(join(placed.native, "bin"), STRANGER)).toBeNull();
    expect(placeForBinaries(binaries(), STRANGER, system)).toEqual(placed);
  });

  it("leaves them where they are for ourselves", () => {
    expect(placeForBinaries(binaries(), null, system)).toEqual(binaries());
  });
});

describe("hydrateLinks", () => {
  it("makes the links that the package's install script was not allowed to make", () => {
    mkdirSync(join(root, "native", "lib"), { recursive: true });
    writeFileSync(join(root, "native", "lib", "libpq.so.5.18"), "");
    const links = [{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }];
    writeFileSync(join(root, "native", "pg-symlinks.json"), JSON.stringify(links));
    hydrateLinks(root);
    hydrateLinks(root);
    expect(readlinkSync(join(root, "native", "lib", "libpq.so.5"))).toBe("libpq.so.5.18");
    expect(existsSync(join(root, "native", "lib", "libpq.so.5"))).toBe(true);
  });
});
