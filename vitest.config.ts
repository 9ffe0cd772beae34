import { defineConfig } from "vitest/config";

// vitest would load graphql twice (its .mjs for us, its .js for type-graphql) and fail with "from another module or realm".
const alias = [{ find: /^graphql$/, replacement: "graphql/index.js" }];
const common = { setupFiles: ["reflect-metadata"], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { alias },
  test: {
    // Most of a test's time is waiting for databases and timers, so that one worker a core (vitest leaves one core free) pays on two cores.
    maxWorkers: 2,
    projects: [
      { resolve: { alias }, test: { ...common, name: "unit", include: ["src/**/*.test.ts", "console/src/**/*.test.ts"] } },
      {
        resolve: { alias },
        test: {
          ...common,
          name: "embedded",
          include: ["test/{api,contracts,faults,simulator,platform,wechat}/**/*.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          name: "services",
          include: ["test/{contracts,api,import,elasticsearch,s3,redis,deploy}/**/*.test.ts"],
          globalSetup: ["test/support/services-setup.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          // The console in Chromium, on a database of this run's own.
          name: "console",
          include: ["test/console/**/*.test.ts"],
          globalSetup: ["test/support/global-setup.ts"],
          // A browser on a machine that does other things as well.
          testTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          name: "clients",
          include: ["test/clients/**/*.test.ts"],
          globalSetup: ["test/clients/support/setup.ts"],
          // A library's whole journey is made once, before its tests.
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          // Many processes on the shared servers, and two cores: by itself, and not beside those that take the servers down.
          name: "topology",
          include: ["test/topology/**/*.test.ts"],
          globalSetup: ["test/support/services-setup.ts"],
        },
      },
      {
        resolve: { alias },
        test: {
          ...common,
          // These take servers down, so they run by themselves, after the projects above.
          name: "outages",
          include: ["test/services/**/*.test.ts"],
          globalSetup: ["test/support/services-setup.ts"],
        },
      },
    ],
  },
});
