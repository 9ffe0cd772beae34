import type { TestProject } from "vitest/node";
import setUpServices from "../../support/services-setup.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where scripts/provision-clients.sh has put the libraries. */
    clientsFolder: string;
  }
}

/** The suite of public client libraries. It never runs without them: what is missing is an error. */
export default async function setup(project: TestProject): Promise<void> {
  const { TEST_CLIENTS_FOLDER: folder } = process.env;
  if (!folder) throw new Error("these tests need the client libraries that `npm run test:services` provisions: run them by that");
  project.provide("clientsFolder", folder);
  await setUpServices(project);
}
