// usage: node count-tests.mjs <failed steps> <report.json>…
// Adds the reporters' counts up, says why each test failed, prints "N passed, N failed" last, and fails when anything did: a failed test, a step, a
// report that is missing, or a suite that ran nothing.
import { existsSync, readFileSync } from "node:fs";

/** Enough of a failure to begin with, on one line: a CI's record often keeps no more than the end. */
const REASON_CHARACTERS = 300;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colours are what is taken out.
const COLOURS = /\u001b\[[\d;]*m/g;
const reasonOf = ({ failureMessages }) =>
  String(failureMessages?.[0] ?? "no reason given")
    .replace(COLOURS, "")
    .replaceAll(/\s+/g, " ")
    .slice(0, REASON_CHARACTERS);

const [steps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const path of reports) {
  if (!existsSync(path)) {
    console.log(`${path}: no report was written`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(path, "utf8"));
  const brokenFiles = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  for (const file of brokenFiles) console.log(`${file.name}: did not run: ${String(file.message).split("\n")[0]}`);
  for (const file of report.testResults) {
    for (const test of file.assertionResults) if (test.status === "failed") console.log(`failed: ${test.fullName}: ${reasonOf(test)}`);
  }
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) console.log(`${path}: ${skipped} tests were skipped, which counts as failing`);
  if (report.numPassedTests === 0) console.log(`${path}: ran no test`);
  passed += report.numPassedTests;
  failed += report.numFailedTests + brokenFiles.length + skipped + (report.numPassedTests === 0 ? 1 : 0);
}
if (Number(steps) > 0 && failed === 0) failed = Number(steps);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
