import { parseArgs } from "node:util";
import { liveAYear } from "./population";
import { reportInWords, reportOn } from "./report";

/** `npm run year -- --debtors N --seed S`: lives a year of N debtors and tells what came of it. */
const { values } = parseArgs({
  options: { debtors: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
});
const [debtors, seed] = [Number(values.debtors), Number(values.seed)];
if (!Number.isInteger(debtors) || debtors < 1 || !Number.isInteger(seed)) {
  process.stderr.write("Usage: npm run year -- --debtors <how many> --seed <the first>\n");
  process.exit(2);
}

const startedAt = performance.now();
const report = reportOn(Array.from({ length: debtors }, (_, index) => liveAYear(seed + index)));
process.stdout.write(reportInWords(report));
process.stdout.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s, referee included.\n`);
process.exitCode = report.complaints.length > 0 ? 1 : 0;
