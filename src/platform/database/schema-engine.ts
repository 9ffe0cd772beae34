import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import { openCatalogAdapter } from "./catalog-adapter.js";

const SCHEMA_FILE = fileURLToPath(new URL("../../../prisma/schema.prisma", import.meta.url));
const NO_FILTERS = { externalTables: [], externalEnums: [] };

type WasmExports = Record<string, unknown>;

/** What the WebAssembly glue exports besides the classes; its declarations leave the loader's part out. */
interface Glue {
  SchemaEngine: typeof SchemaEngine;
  __wbg_set_wasm(exports: WasmExports): void;
}

/** Node has it; TypeScript declares it only among the browser's types. */
interface WasmRuntime {
  instantiate(code: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: WasmExports } }>;
}

/** SQL that turns the tables of the database into those of prisma/schema.prisma; "" when they agree. Changes nothing. */
export async function schemaDrift(connectionString: string): Promise<string> {
  const files = [{ path: "schema.prisma", content: readFileSync(SCHEMA_FILE, "utf8") }];
  const { SchemaEngine: Engine } = await loadGlue();
  const catalog = openCatalogAdapter(connectionString);
  const adapters = bindMigrationAwareSqlAdapterFactory(catalog.factory);
  const engine = await Engine.new({ datamodels: files.map(({ path, content }) => [path, content]) }, () => undefined, adapters);
  try {
    const { stdout } = await engine.diff({
      from: { tag: "schemaDatasource", configDir: "prisma", files },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    });
    const sql = stdout ?? "";
    return /^\s*(--[^\n]*\s*)*$/.test(sql) ? "" : sql;
  } finally {
    engine.free();
    await catalog.close();
  }
}

let loading: Promise<Glue> | undefined;

function loadGlue(): Promise<Glue> {
  loading ??= instantiate();
  return loading;
}

/** Prisma's schema engine as WebAssembly: the native one would have to be downloaded. The package's own entry imports its .wasm file as a module, which Node does not do without a flag. */
async function instantiate(): Promise<Glue> {
  const glueUrl = import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const glue = (await import(glueUrl)) as Glue;
  const { WebAssembly: runtime } = globalThis as unknown as { WebAssembly: WasmRuntime };
  const { instance } = await runtime.instantiate(readFileSync(new URL("schema_engine_bg.wasm", glueUrl)), {
    "./schema_engine_bg.js": glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  const { __wbindgen_start: start } = instance.exports;
  if (typeof start === "function") start();
  return glue;
}
