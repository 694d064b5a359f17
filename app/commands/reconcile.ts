import { reconcileCommand } from "./reconcile-command";
import { withStripe } from "./with-stripe";

/**
 * `npm run reconcile [-- --since 3d]`: compares Stripe with the ledger, repairs what was missed and ends with
 * a line of counts; exits 1 when a difference is left.
 */
process.exitCode = await reconcileCommand({
  argv: process.argv.slice(2),
  withStripe,
  now: new Date(),
  say: (line) => void process.stdout.write(`${line}\n`),
});
