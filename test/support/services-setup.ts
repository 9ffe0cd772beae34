import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Addresses of the servers that `npm run test:services` started, by the name of their variable. */
    services: Record<string, string>;
  }
}

const NEEDED = ["DATABASE_URL"];

/** Hands the addresses of the real servers to the tests. These tests never run against nothing: what is missing is an error. */
export default function setup(project: TestProject): void {
  const missing = NEEDED.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    throw new Error(
      `The tests of project "services" need real servers; ${missing.join(", ")} not set. Run them by \`npm run test:services\`.`,
    );
  }
  project.provide("services", Object.fromEntries(NEEDED.map((name) => [name, process.env[name] ?? ""])));
}
