import { parseArgs } from "node:util";
import { readInboxStanding } from "~db/queries/ledger/stripe-events";
import { reconcileStripe } from "~/services/reconciliation/reconcile-stripe.server";
import type { StripeParts } from "./with-stripe";

const usage = `npm run reconcile [-- --since <time>]

  --since 30m|12h|3d   read Stripe's events of that long again, 30 days at most, rather than those since the
                       last reconciliation`;

const unitsMs = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export interface PaymentsCommand {
  argv: string[];
  withStripe: <T>(run: (parts: StripeParts) => Promise<T>) => Promise<T>;
  now: Date;
  say: (line: string) => void;
}

/**
 * Returns the exit code: 0 when Stripe and the ledger agree, 1 when a difference is left or an event is set
 * aside, 2 for a wrong command line.
 */
export async function reconcileCommand({ argv, withStripe, now, say }: PaymentsCommand): Promise<number> {
  const since = parseSince(argv, now);
  if (since === "wrong") {
    say(usage);
    return 2;
  }
  return withStripe(async (parts) => {
    const found = await reconcileStripe(parts, { now, ...(since && { since }) });
    const { setAside } = await parts.db.asSystem((tx) => readInboxStanding(tx));
    for (const difference of found.differences) say(difference);
    say(
      [
        `looked at ${found.looked}`,
        `missed events now queued ${found.missed}`,
        `repaired ${found.repaired}`,
        `differences ${found.differences.length}`,
        `events set aside ${setAside}`,
      ].join(", "),
    );
    return found.differences.length + setAside === 0 ? 0 : 1;
  });
}

function parseSince(argv: string[], now: Date): Date | null | "wrong" {
  try {
    const { since } = parseArgs({ args: argv, options: { since: { type: "string" } } }).values;
    if (since === undefined) return null;
    const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(since) ?? [];
    if (!unit || !(unit in unitsMs)) return "wrong";
    return new Date(now.getTime() - Number(count) * unitsMs[unit as keyof typeof unitsMs]);
  } catch {
    return "wrong";
  }
}
