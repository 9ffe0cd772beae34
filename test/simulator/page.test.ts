import { describe, expect, it } from "vitest";
import { bench } from "./support.js";

const LOCAL = /(?:src|href)="([^"]+)"/g;

describe("the page at /", () => {
  it("loads only its own files, which are there, under a policy that lets nothing else in", async () => {
    const b = await bench();
    const response = await fetch(b.sim.url);
    const page = await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe-inline");
    const files = [...page.matchAll(LOCAL)].map(([, url]) => url ?? "").filter((url) => !url.startsWith("data:"));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) expect([file, (await fetch(b.sim.url + file)).status]).toEqual([file, 200]);
  });

  it("has no script or style of its own in it", async () => {
    const b = await bench();
    const page = await (await fetch(b.sim.url)).text();
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  });

  it("its scripts import only files that are there", async () => {
    const b = await bench();
    for (const name of ["page.js", "sections.js", "orders.js", "parts.js", "morph.js"]) {
      const response = await fetch(`${b.sim.url}/_simulator/page/${name}`);
      expect([name, response.headers.get("content-type")]).toEqual([name, "text/javascript; charset=utf-8"]);
      for (const [, file] of (await response.text()).matchAll(/from "\.\/([^"]+)"/g)) {
        expect([file, (await fetch(`${b.sim.url}/_simulator/page/${file}`)).status]).toEqual([file, 200]);
      }
    }
  });

  it("its buttons order what the control API takes", async () => {
    const b = await bench();
    const page = await (await fetch(b.sim.url)).text();
    const buttons = [...page.matchAll(/data-call="([^"]+)"(?: data-body='([^']+)')?/g)].map(([, call, body]) => [
      call,
      JSON.parse(body ?? "{}"),
    ]);
    const script: string = new URL("../../src/simulator/pages/orders.js", import.meta.url).href;
    const { FAULTS, EVENTS } = (await import(script)) as Record<"FAULTS" | "EVENTS", [label: string, body: object][]>;
    const orders = [...FAULTS.map(([, body]) => ["POST faults", body]), ...EVENTS.map(([, body]) => ["POST events", body]), ...buttons] as [
      string,
      object,
    ][];
    expect(orders.length).toBeGreaterThan(25);
    for (const [call, body] of orders) expect([call, body, (await b.control(call, body)).error]).toEqual([call, body, undefined]);
  });
});
