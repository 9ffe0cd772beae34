import type { lookup } from "node:dns";
import { describe, expect, test } from "vitest";
import { addressGuard, guardedLookup } from "./address-guard.js";

const FORBIDDEN = [
  ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1"],
  ...["172.31.255.255", "192.168.1.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1"],
  ...[
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "100::1",
    "fc00::1",
    "fd12::1",
  ],
  ...[
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "4000::1",
    "example.com",
    "",
    "127.1",
    "0x7f000001",
  ],
];
const PUBLIC = [
  "8.8.8.8",
  "1.1.1.1",
  "100.63.255.255",
  "172.15.0.1",
  "172.32.0.1",
  "192.169.0.1",
  "223.255.255.255",
  "2606:4700::1111",
  "2400:3200::1",
];

describe("addressGuard", () => {
  test.each(FORBIDDEN)("%s is refused", (address) => {
    expect(addressGuard([]).allows(address)).toBe(false);
  });

  test.each(PUBLIC)("%s is let through", (address) => {
    expect(addressGuard([]).allows(address)).toBe(true);
  });

  test("an opened network, and nothing beside it", () => {
    const guard = addressGuard(["10.1.0.0/16", "fd00:1::/32"]);
    expect(["10.1.2.3", "fd00:1::5"].map((address) => guard.allows(address))).toEqual([true, true]);
    expect(["10.2.0.1", "127.0.0.1", "fd00:2::5"].map((address) => guard.allows(address))).toEqual([false, false, false]);
  });
});

describe("guardedLookup", () => {
  const resolving = (...addresses: string[]) =>
    ((_name: string, _options: object, callback: (error: Error | null, found: object[]) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      )) as unknown as typeof lookup;
  const look = (resolve: typeof lookup, all: boolean) =>
    new Promise((settle) => guardedLookup(addressGuard([]), resolve)("name.example", { all }, (error, found) => settle(error ?? found)));

  test("gives what it checked", async () => {
    expect(await look(resolving("8.8.8.8", "1.1.1.1"), false)).toBe("8.8.8.8");
    expect(await look(resolving("8.8.8.8"), true)).toEqual([{ address: "8.8.8.8", family: 4 }]);
  });

  test("one forbidden address among several is enough", async () => {
    expect(await look(resolving("8.8.8.8", "127.0.0.1"), true)).toMatchObject({ name: "ForbiddenAddress" });
    expect(await look(resolving("::1"), false)).toMatchObject({ name: "ForbiddenAddress" });
    expect(await look(resolving(), true)).toBeInstanceOf(Error);
  });
});
