import type { Result } from "./measure";

/**
 * `npm run bench -- <name> [--json]`: measures ours against a limit in the same run, several times, and
 * prints medians. Each bench is loaded only when it is asked for.
 */
const benches: Record<string, () => Promise<Result[]>> = {
  token: async () => (await import("./token")).benchToken(),
  page: async () => (await import("./page")).benchPage(),
  "catch-up": async () => (await import("./catch-up")).benchCatchUp(),
  render: async () => (await import("./render")).benchRender(),
  sweep: async () => (await import("./sweep")).benchSweep(),
};

const [name, ...others] = process.argv.slice(2).filter((argument) => argument !== "--json");
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined || others.length > 0) {
  process.stderr.write(`Usage: npm run bench -- <${Object.keys(benches).join("|")}> [--json]\n`);
  process.exit(2);
}

const results = await bench();
if (process.argv.includes("--json")) {
  const [first, ...also] = results;
  process.stdout.write(`${JSON.stringify(also.length > 0 ? { ...first, also } : first)}\n`);
} else {
  for (const result of results) process.stdout.write(describe(result));
}

function describe({ name, unit, ours, limit, ratio, runs, against }: Result): string {
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  return (
    `${name}: ${number.format(ours)} ${unit}, ${ratio.toFixed(2)} of ${number.format(limit)} (${against})\n` +
    `  medians of ${runs.length} runs: ours ${runs.map((run) => number.format(run.ours)).join(", ")}; ` +
    `limit ${runs.map((run) => number.format(run.limit)).join(", ")}\n`
  );
}
