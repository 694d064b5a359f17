import { stripeEventsCommand } from "./stripe-events-command";
import { withStripe } from "./with-stripe";

/** `npm run events -- list|replay`: Stripe's events that were set aside, shown and given their effect. */
process.exitCode = await stripeEventsCommand({
  argv: process.argv.slice(2),
  withStripe,
  now: new Date(),
  say: (line) => void process.stdout.write(`${line}\n`),
});
