// Leaves in package.json only the dependencies that the built server loads, so that `npm prune --omit=dev` removes what only the build
// needed. For images; in a clone it would make package.json and the lock disagree.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** `from "x"`, `import "x"`, `import("x")`, `require("x")`, `resolve("x")`, `createRequire(…)("x")`; what is none of ours is left out later. */
const NAMED = /(?:\bfrom\s*|\bimport\s*\(?\s*|(?:\b(?:require|resolve)|\))\s*\(\s*)["']([^"'.\s][^"'\s]*)["']/g;

/** Names of the packages that the JavaScript below `folder` loads by name. */
export function loadedPackages(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("console"));
  const names = new Set();
  for (const file of files) {
    for (const [, path] of readFileSync(join(folder, file), "utf8").matchAll(NAMED)) {
      if (path.startsWith("node:") || path.startsWith("/") || builtinModules.includes(path)) continue;
      names.add(
        path
          .split("/")
          .slice(0, path.startsWith("@") ? 2 : 1)
          .join("/"),
      );
    }
  }
  return names;
}

/** package.json with those of its dependencies alone. */
export function runtimePackage(manifest, loaded) {
  const kept = Object.entries(manifest.dependencies).filter(([name]) => loaded.has(name));
  return { ...manifest, dependencies: Object.fromEntries(kept), devDependencies: {}, scripts: {} };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  writeFileSync("package.json", `${JSON.stringify(runtimePackage(manifest, loadedPackages("dist")), null, 2)}\n`);
}
