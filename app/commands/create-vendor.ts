import { createVendorCommand } from "./create-vendor-command";
import { withDatabase } from "./with-database";

/**
 * `npm run vendor -- --slug clinic --name "…" …`: adds a vendor with its cadence and templates, and the first
 * person at its desk.
 */
process.exitCode = await createVendorCommand({
  argv: process.argv.slice(2),
  withDatabase,
  say: (line) => void process.stdout.write(`${line}\n`),
});
