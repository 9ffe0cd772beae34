import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev:console` finds the API; TAGCAST_API names another place. */
const API = process.env.TAGCAST_API ?? "http://127.0.0.1:4000";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  // The server puts a fresh nonce in its place with every page: Ant Design writes its styles at run time.
  html: { cspNonce: "CSP_NONCE" },
  build: {
    outDir: "../dist/console",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Nothing inline: the policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    // What the login page loads is held to 400 kB, gzipped, by bench/.
    chunkSizeWarningLimit: 1_500,
  },
  server: { proxy: { "/graphql": { target: API, ws: true }, "/healthz": API, "/objects": API } },
});
