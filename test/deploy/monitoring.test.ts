import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestSearch, type TestSearch } from "../support/elasticsearch.js";
import { createWorld, type World } from "../support/world.js";

const run = promisify(execFile);
const FOLDER = new URL("../../deploy/", import.meta.url);
const promtool = (...args: string[]) => run(String(process.env.TEST_PROMTOOL), args, { cwd: new URL("prometheus/", FOLDER) });
const read = (path: string) => readFile(new URL(path, FOLDER), "utf8");

interface Panel {
  title: string;
  targets?: { expr: string; legendFormat: string }[];
}

/** Of Tagcast and of Node; a histogram's series are its own. */
function metricsIn(text: string): Set<string> {
  const names = text.match(/\b(?:tagcast|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(?:bucket|count|sum)$/, "")));
}

describe("Prometheus' files", () => {
  it("are rules and a configuration that promtool takes, and the rules fire when they should, and only then", async () => {
    expect((await promtool("check", "rules", "alerts.yml")).stdout).toContain("SUCCESS");
    expect((await promtool("check", "config", "prometheus.yml")).stdout).toContain("SUCCESS");
    expect((await promtool("test", "rules", "alerts.test.yml")).stdout).toContain("SUCCESS");
  });

  it("test every alert, and each says what to do", async () => {
    const [alerts, tests] = await Promise.all([read("prometheus/alerts.yml"), read("prometheus/alerts.test.yml")]);
    const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? "");
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !tests.includes(name))).toEqual([]);
    expect([...alerts.matchAll(/^ {10}action: /gm)]).toHaveLength(names.length);
  });
});

describe("what is named in the dashboard and in the alerts", () => {
  let world: World;
  let search: TestSearch;
  let shown: Set<string>;
  let labels: Set<string>;
  beforeAll(async () => {
    search = openTestSearch();
    world = await createWorld({ followers: 10, elasticsearch: { url: search.url, index: search.alias } });
    const text = await (await fetch(`${world.url}/metrics`)).text();
    shown = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ""));
    labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name ?? ""));
  });
  afterAll(async () => {
    await world.close();
    await search.drop();
  });

  it.each(["prometheus/alerts.yml", "grafana/tagcast.json"])("is in /metrics: %s", async (path) => {
    const named = metricsIn(await read(path));
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((name) => !shown.has(name))).toEqual([]);
  });

  it("shows every metric of Tagcast's on the dashboard", async () => {
    const named = metricsIn(await read("grafana/tagcast.json"));
    expect([...shown].filter((name) => name.startsWith("tagcast_") && !named.has(name))).toEqual([]);
  });

  it("sums by labels that there are", async () => {
    const { panels } = JSON.parse(await read("grafana/tagcast.json")) as { panels: Panel[] };
    const targets = panels.flatMap((panel) => panel.targets ?? []);
    const used = targets.flatMap(({ expr, legendFormat }) => [
      ...[...expr.matchAll(/by \(([\w, ]+)\)/g)].flatMap(([, list = ""]) => list.split(", ")),
      ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ""),
    ]);
    // `instance` is Prometheus' own; the rest comes with the first call, request and error.
    const known = new Set([...labels, "instance", "le", "outcome", "code", "operation", "type", "endpoint"]);
    expect([...new Set(used)].filter((label) => !known.has(label))).toEqual([]);
  });
});
