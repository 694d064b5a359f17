import { daysBetween } from "~/domain/dates";
import { Badge } from "./badge";
import { plural } from "./words";

interface Judged {
  amountMinor: bigint;
  outstandingMinor: bigint;
  dueOn: string;
}

/** How a balance stands today, in a word or two. */
export function BalanceBadge({ balance, today }: { balance: Judged; today: string }) {
  const { amountMinor, outstandingMinor, dueOn } = balance;
  if (outstandingMinor <= 0n) return <Badge tone="good">Settled</Badge>;
  const late = daysBetween(dueOn, today);
  if (late > 0) return <Badge tone={late > 60 ? "danger" : "warn"}>{plural(late, "day")} late</Badge>;
  if (outstandingMinor < amountMinor) return <Badge>Part paid</Badge>;
  return <Badge>{late === 0 ? "Due today" : "Not yet due"}</Badge>;
}
