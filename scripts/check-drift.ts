// Part of `npm run check`: what is printed or migrated must be what the code says.
import { readFileSync } from "node:fs";
import { printedSchema } from "../src/schema.js";
import { checkPrismaDrift } from "./prisma-drift.js";

const problems: string[] = [];
if (readFileSync("schema.graphql", "utf8") !== (await printedSchema())) {
  problems.push("schema.graphql is not what the code builds: run `npm run codegen` and look at the difference");
}
problems.push(...(await checkPrismaDrift()));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
