import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readEnvironment, VARIABLE_NAMES } from "../../src/config/environment.js";
import { requireShared } from "../../src/config/several-processes.js";
import { cli } from "../support/terminal.js";

interface Service {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  restart: string;
  volumes?: string[];
  networks?: { default: { ipv4_address: string } };
}

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => readFile(new URL(path, ROOT), "utf8");
/** As Compose reads it: `<<` merges. */
const text = await read("compose.yaml");
const { services, volumes } = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> };
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
const oneShots = ["migrate", "bucket", "redis-cluster"];
const named = (pattern: RegExp) => Object.keys(services).filter((name) => pattern.test(name));
/** What an operator fills in. */
const FILLED: Record<string, string> = {
  WECHAT_APP_ID: "wx0123456789abcdef",
  WECHAT_APP_SECRET: "0123456789abcdef0123456789abcdef",
  WECHAT_CALLBACK_TOKEN: "callbacktoken",
  WECHAT_ENCODING_AES_KEY: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
  TAGCAST_SECRET_KEY: "0123456789abcdef".repeat(4),
  TAGCAST_ADMIN_PASSWORD: "correct horse",
  POSTGRES_PASSWORD: "postgres1",
  REDIS_PASSWORD: "redis1",
  ELASTIC_PASSWORD: "elastic1",
  OBJECT_STORE_SECRET: "objects1",
  OBJECT_STORE_HOST: "files.example.com",
};
const filledIn = (value: string) => value.replaceAll(/\$\{(\w+):\?[^}]*\}/g, (_all, name: string) => FILLED[name] ?? "");

describe("compose.yaml", () => {
  it("starts nginx, two api, two workers and a migration before them", () => {
    expect([named(/^api-/), named(/^worker-/), named(/^nginx$/)]).toEqual([["api-1", "api-2"], ["worker-1", "worker-2"], ["nginx"]]);
    for (const name of [...named(/^api-/), ...named(/^worker-/)])
      expect(services[name]?.depends_on?.migrate).toEqual({ condition: "service_completed_successfully" });
  });

  it.each(ours)("%s sets only what Tagcast reads, and all that it needs", (_name, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
    const env = readEnvironment(Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value)])));
    requireShared("api", env);
    expect([env.sandbox, env.redisCluster?.settings.nodes.length, env.bucket?.bucket]).toEqual([false, 3, "tagcast"]);
  });

  it.each(ours)("%s runs a command that there is", { timeout: 60_000 }, async (_name, { command = [] }) => {
    const { code, stdout } = await cli([...command, "--help"]);
    expect([code, stdout.split("\n")[0]]).toEqual([0, expect.stringContaining(`Usage: tagcast ${command[0]}`)]);
  });

  it("has no secret of its own: each is asked for, and named where operators fill it in", async () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+)[^}]*\}/g)].map(([, name]) => name));
    for (const [whole] of text.matchAll(/\$\{[^}]*\}/g)) expect(whole).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    const example = (await read("deploy/env.example")).split("\n").filter((line) => /^\w/.test(line));
    expect(example.toSorted()).toEqual([...asked].map((name) => `${name}=`).toSorted());
    expect(Object.keys(FILLED).toSorted()).toEqual([...asked].toSorted());
    for (const { environment = {} } of Object.values(services))
      for (const [name, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN|KEY/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    expect(await read(".gitignore")).toMatch(/^\.env$/m);
  });

  it.each(Object.entries(services))("%s has an image of one version, is watched, and mounts what there is", async (name, service) => {
    const { version } = JSON.parse(await read("package.json")) as { version: string };
    expect(service.image).toMatch(service.build === undefined ? /:\S*\d+[.-]\d+/ : new RegExp(`^tagcast:${version}$`));
    expect(service.restart).toBe(oneShots.includes(name) ? "no" : "unless-stopped");
    expect(service.healthcheck?.test !== undefined).toBe(!oneShots.includes(name));
    for (const mount of service.volumes ?? []) {
      const [source = ""] = mount.split(":");
      if (source.startsWith(".")) expect(existsSync(fileURLToPath(new URL(source, ROOT)))).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {}))
      expect([Object.keys(services), condition]).toEqual([
        expect.arrayContaining([other]),
        oneShots.includes(other) ? "service_completed_successfully" : "service_healthy",
      ]);
  });

  it("makes one Redis Cluster of its six nodes, at the addresses that Tagcast is told", () => {
    const addresses = named(/^redis-node-/).map((name) => services[name]?.networks?.default.ipv4_address);
    expect(addresses).toHaveLength(6);
    expect(services["redis-cluster"]?.command?.slice(2)).toEqual(addresses);
    expect(Object.keys(services["redis-cluster"]?.depends_on ?? {})).toEqual(named(/^redis-node-/));
    const told = /@(\S+)$/.exec(services["api-1"]?.environment?.REDIS_CLUSTER_NODES ?? "")?.[1]?.split(",");
    expect(addresses.map((address) => `${address}:6379`)).toEqual(expect.arrayContaining(told ?? []));
  });

  it("has the api processes that nginx spreads over, and those that a rolling restart restarts", async () => {
    const spread = [...(await read("deploy/nginx/upstream.conf")).matchAll(/^\s*server (\S+):4000 max_fails=0;$/gm)].map(
      ([, name]) => name,
    );
    expect(spread).toEqual(named(/^api-/));
    const restarted = [...(await read("scripts/rolling-restart.sh")).matchAll(/^for name in (.*); do$/gm)].map(([, names]) =>
      names?.split(" "),
    );
    expect(restarted).toEqual([named(/^api-/), named(/^worker-/)]);
  });
});
