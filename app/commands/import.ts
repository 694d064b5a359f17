import { importCommand } from "./import-command";
import { withDatabase } from "./with-database";

/**
 * `npm run import -- --vendor <slug> <file>`: says what went in, what did not and why; exits 1 when nothing
 * could.
 */
process.exitCode = await importCommand({
  argv: process.argv.slice(2),
  withDatabase,
  now: new Date(),
  say: (line) => void process.stdout.write(`${line}\n`),
});
