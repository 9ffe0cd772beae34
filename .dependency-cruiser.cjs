// The import rules of ARCHITECTURE.md, checked by `npm run check`.
const DOMAIN = "accounts|users|tags|audiences|mass-sends|materials|callbacks|sync|official-account|import|deletion|exports|webhooks";
/** The files that pick adapters and start things. */
const COMPOSITION = "^src/(main|app|schema)\\.ts$|^src/(cli|app)/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domains-meet-at-index",
      comment: "A domain sees another one only through its index.ts; threads, through rules.ts, which loads no framework.",
      severity: "error",
      from: { path: `^src/(${DOMAIN})/` },
      to: { path: `^src/(${DOMAIN})/`, pathNot: ["^src/$1/", `^src/(${DOMAIN})/(index|rules)\\.ts$`] },
    },
    {
      name: "infrastructure-only-in-adapters",
      comment: "platform/ and drivers are reached from adapters/ and the composition root only.",
      severity: "error",
      from: { path: `^src/(${DOMAIN})/`, pathNot: `^src/(${DOMAIN})/adapters/` },
      to: { path: "^src/platform/|node_modules/(pg|mysql2|ioredis|bullmq|@elastic|@prisma|graphql-subscriptions)/" },
    },
    {
      name: "adapters-are-wired-in-app",
      comment: "Nobody but the composition root picks an adapter.",
      severity: "error",
      from: { path: "^src/", pathNot: [COMPOSITION, "^src/[^/]+/adapters/"] },
      to: { path: "^src/[^/]+/adapters/" },
    },
    {
      name: "resolvers-are-leaves",
      comment: "Only schema and composition import resolvers.",
      severity: "error",
      from: { path: "^src/", pathNot: COMPOSITION },
      to: { path: "\\.resolver\\.ts$" },
    },
    {
      name: "platform-knows-no-domain",
      severity: "error",
      from: { path: "^src/(platform|wechat|graphql|config|server)/" },
      to: { path: `^src/(${DOMAIN}|simulator)/` },
    },
    {
      name: "simulator-stands-outside",
      comment: "The simulator is a stand-in for WeChat: reached over HTTP, started by the CLI and by tests.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/simulator/", "^src/main\\.ts$", "^src/cli/"] },
      to: { path: "^src/simulator/" },
    },
    {
      name: "demo-data-stays-in-the-cli",
      comment: "Made-up people are put in by the CLI; nothing that serves a brand may know them.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/sandbox/", "^src/cli/"] },
      to: { path: "^src/sandbox/" },
    },
    {
      name: "console-speaks-graphql-only",
      comment: "The console knows the server by schema.graphql, and the server knows nothing of the console; tests compare them.",
      severity: "error",
      from: { path: "^console/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/" },
    },
    { name: "server-knows-no-console", severity: "error", from: { path: "^src/" }, to: { path: "^console/" } },
    {
      name: "console-pages-stand-apart",
      comment: "Each page is loaded by itself; what two of them need stands beside pages/.",
      severity: "error",
      from: { path: "^console/src/pages/([^/]+)/" },
      to: { path: "^console/src/pages/", pathNot: "^console/src/pages/$1/" },
    },
    {
      name: "simulator-imports-nobody",
      severity: "error",
      from: { path: "^src/simulator/" },
      to: { path: "^src/", pathNot: "^src/simulator/" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "src/platform/database/generated"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
