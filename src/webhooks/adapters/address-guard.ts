import { lookup as dnsLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

type Family = "ipv4" | "ipv6";
type Network = readonly [net: string, prefix: number, family: Family];

/** Nobody on the internet has these: our own machine, networks behind it, and what they could reach on our behalf. */
const FORBIDDEN: readonly Network[] = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  // Link-local, with the cloud's metadata services.
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.88.99.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  // Of IPv6 only what is given out as global unicast (2000::/3) is let through, without its tunnels, documentation and benchmarks.
  ["::", 3, "ipv6"],
  ["4000::", 2, "ipv6"],
  ["8000::", 1, "ipv6"],
  ["2001::", 23, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["3fff::", 20, "ipv6"],
];

export interface AddressGuard {
  /** Whether a connection to this address (IPv4 or IPv6) may be made. */
  allows(address: string): boolean;
}

/** `allowed`: networks such as 10.1.0.0/16 that may be reached although they are private. */
export function addressGuard(allowed: readonly string[]): AddressGuard {
  const forbidden = listOf(FORBIDDEN);
  const open = listOf(
    allowed.map((network): Network => {
      const [net = "", prefix = ""] = network.split("/");
      return [net, Number(prefix), isIP(net) === 6 ? "ipv6" : "ipv4"];
    }),
  );
  return {
    allows: (address) => {
      const version = isIP(address);
      if (version === 0) return false;
      const family = version === 6 ? "ipv6" : "ipv4";
      return open[family].check(address, family) || !forbidden[family].check(address, family);
    },
  };
}

/** One list for each family: a BlockList takes an IPv4 address for its IPv6 form as well, which lies in ::/3. */
function listOf(networks: readonly Network[]): Record<Family, BlockList> {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const [net, prefix, family] of networks) lists[family].addSubnet(net, prefix, family);
  return lists;
}

/** The address that a name resolves to is forbidden. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";

  constructor(host: string) {
    super(`${host} is, or resolves to, an address that is not on the public internet; WEBHOOK_ALLOWED_NETWORKS may allow it`);
  }
}

/**
 * Resolves for a connection, and refuses a name of which any address is forbidden: what was checked is what is connected to, so that a
 * name cannot change in between.
 */
export function guardedLookup(guard: AddressGuard, resolve: typeof dnsLookup = dnsLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) return callback(error ?? new Error(`${hostname} has no address`), "");
      if (!found.every(({ address }) => guard.allows(address))) return callback(new ForbiddenAddress(hostname), "");
      return options.all === true ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
}
