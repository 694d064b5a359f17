import { endingOf, paidMinor, type BalanceParts } from "~/domain/balance-standing";
import { daysBetween } from "~/domain/dates";
import { Badge, type Tone } from "./badge";
import { plural } from "./words";

export type JudgedBalance = BalanceParts & { dueOn: string };

export const endings: Record<ReturnType<typeof endingOf>, { label: string; tone: Tone }> = {
  settled: { label: "Settled", tone: "good" },
  credited: { label: "Credited", tone: "neutral" },
  written_off: { label: "Written off", tone: "neutral" },
  part_written_off: { label: "Part written off", tone: "neutral" },
};

/** How a balance stands today, in a word or two. */
export function BalanceBadge({ balance, today }: { balance: JudgedBalance; today: string }) {
  if (balance.outstandingMinor <= 0n) {
    const { label, tone } = endings[endingOf(balance)];
    return <Badge tone={tone}>{label}</Badge>;
  }
  const late = daysBetween(balance.dueOn, today);
  if (late > 0) return <Badge tone={late > 60 ? "danger" : "warn"}>{plural(late, "day")} late</Badge>;
  if (paidMinor(balance) > 0n) return <Badge>Part paid</Badge>;
  return <Badge>{late === 0 ? "Due today" : "Not yet due"}</Badge>;
}
