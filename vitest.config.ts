import { defineConfig } from "vitest/config";

// vitest would load graphql twice (its .mjs for us, its .js for type-graphql) and fail with "from another module or realm".
const alias = [{ find: /^graphql$/, replacement: "graphql/index.js" }];
const common = { setupFiles: ["reflect-metadata"], testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      { resolve: { alias }, test: { ...common, name: "unit", include: ["src/**/*.test.ts"] } },
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
          include: ["test/{services,contracts,api}/**/*.test.ts"],
          globalSetup: ["test/support/services-setup.ts"],
        },
      },
    ],
  },
});
