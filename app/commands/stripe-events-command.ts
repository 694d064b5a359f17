import type { StripeEventId } from "~/domain/ids";
import { listEventsWithoutEffect, type StripeEventRow } from "~db/queries/ledger/stripe-events";
import { replayStripeEvent } from "~/services/reconciliation/replay-stripe-event.server";
import type { PaymentsCommand } from "./reconcile-command";
import type { StripeParts } from "./with-stripe";

const usage = `npm run events -- list [--all]
  the events of Stripe's that were set aside; with --all, those that wait too
npm run events -- replay <evt_id>|--all
  gives one of them, or each that was set aside, its effect`;

/** More than a person reads; replaying them is told to be repeated. */
const atMost = 500;

/** Returns the exit code: 0 when done, 1 when an event still has no effect, 2 for a wrong command line. */
export async function stripeEventsCommand(command: PaymentsCommand): Promise<number> {
  const { argv, withStripe, say } = command;
  const [verb, which, ...rest] = argv;
  if (rest.length === 0) {
    if (verb === "list" && (which === undefined || which === "--all"))
      return withStripe((parts) => list(parts, which ? "all" : "set_aside", say));
    if (verb === "replay" && which === "--all") return withStripe((parts) => replayAll(parts, command));
    if (verb === "replay" && which?.startsWith("evt_"))
      return withStripe((parts) => replay(parts, [which as StripeEventId], command));
  }
  say(usage);
  return 2;
}

async function list(
  { db }: StripeParts,
  which: "set_aside" | "all",
  say: (line: string) => void,
): Promise<number> {
  const events = await db.asSystem((tx) => listEventsWithoutEffect(tx, { which, limit: atMost }));
  for (const event of events) say(describe(event));
  const what = which === "all" ? "without effect yet" : "set aside";
  say(`${events.length}${events.length === atMost ? " or more" : ""} events ${what}`);
  return 0;
}

function describe(event: StripeEventRow): string {
  const { id, type, stripeAccountId, objectId, occurredAt, attempts, setAsideAt, lastError } = event;
  const state = setAsideAt ? `set aside ${setAsideAt.toISOString()}` : "waiting";
  return [id, type, objectId ?? "-", stripeAccountId ?? "own account", occurredAt.toISOString()]
    .concat(`${state} after ${attempts} tries`, lastError ?? "no error")
    .join("  ");
}

async function replayAll(parts: StripeParts, command: PaymentsCommand): Promise<number> {
  const events = await parts.db.asSystem((tx) =>
    listEventsWithoutEffect(tx, { which: "set_aside", limit: atMost }),
  );
  const code = await replay(
    parts,
    events.map(({ id }) => id as StripeEventId),
    command,
  );
  if (events.length === atMost) command.say(`There may be more: ${atMost} were replayed. Run it again.`);
  else if (events.length === 0) command.say("No event is set aside.");
  return code;
}

async function replay(
  parts: StripeParts,
  ids: readonly StripeEventId[],
  { now, say }: PaymentsCommand,
): Promise<number> {
  let code = 0;
  for (const eventId of ids) {
    const replayed = await replayStripeEvent(parts, { eventId, now });
    switch (replayed.outcome) {
      case "applied":
        say(`${eventId}: ${replayed.what}`);
        break;
      case "failed":
        say(`${eventId}: failed again, and will be tried by a worker: ${replayed.error}`);
        code = 1;
        break;
      case "not_in_the_inbox":
        say(`${eventId}: not in the inbox. If Stripe has it, npm run reconcile brings it.`);
        code = 1;
    }
  }
  return code;
}
