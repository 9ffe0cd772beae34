// `npm run codegen`: prints the schema the code builds to schema.graphql, the public API in one file.
import { writeFileSync } from "node:fs";
import { printedSchema } from "../src/schema.js";

writeFileSync("schema.graphql", await printedSchema());
