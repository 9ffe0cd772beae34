import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Client, World } from "../support/world.js";

/** Debian's; `npm run test:services` installs it. */
const CHROMIUM = "/usr/bin/chromium";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) throw new Error("these tests need Debian's Chromium: run them by `npm run test:services -- console`");
  // Chromium's own sandbox does not start as root; in containers /dev/shm is too small for it.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** A tab, and what it complained of: broken scripts, and whatever the page's policy kept out. */
export interface Tab {
  page: Page;
  complaints: string[];
}

export async function openTab(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Tab> {
  // Still: a click on a dialog that grows as it opens may begin on its button and end beside it, on a busy machine.
  const still = { viewport: { width: 1440, height: 900 }, locale: "zh-CN", reducedMotion: "reduce" } as const;
  const context = await browser.newContext({ ...still, baseURL: url, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Uncaught/.test(message.text())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** A tab in which `client` is signed in already. */
export async function openAs(browser: Browser, world: World, client: Client, options: BrowserContextOptions = {}): Promise<Tab> {
  const tab = await openTab(browser, world.url, options);
  const { me } = await client.get<{ me: { id: string; username: string; role: string } }>("{ me { id username role } }");
  const session = JSON.stringify({ token: client.token, expiresAt: new Date(Date.now() + 3_600_000).toISOString(), operator: me });
  await tab.page.addInitScript((value) => sessionStorage.setItem("tagcast.session", value), session);
  return tab;
}

/** axe's serious and critical findings on what the page shows now, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; impact: string; help: string; nodes: { html: string; failureSummary: string }[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)}: ${failureSummary}`).join(" | ")}`);
}
