import { z } from "zod";
import type { CivilDate } from "~/domain/dates";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { Money } from "~/domain/money";
import { outstandingOf, planCountsOf, tickedBalances } from "~/domain/pay-link/pay-page";
import { scheduleOf, type ScheduledInstalment } from "~/domain/plan/calendar";
import { planFrequencies, type PlanFrequency } from "~/domain/vocabulary";
import type { App } from "~/server/app.server";
import { agreePlan, type AgreedPlan } from "~/services/plans/agree-plan.server";
import { readPlanDay } from "~/services/plans/read-plan-day.server";
import type { OpenedPayPage } from "./open-pay-page.server";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

/** The two buttons of a plan: one shows it whole, the other agrees to what was shown. */
export const planIntents = ["split", "split_agree"] as const;
export type PlanIntent = (typeof planIntents)[number];

/** A plan as it is shown before it is agreed to, with what its form sends back. */
export interface ShownSplit {
  total: Money;
  frequency: PlanFrequency;
  firstOn: CivilDate;
  schedule: ScheduledInstalment[];
  /** The ticks it is about. */
  ticks: string[];
  /** Why it is shown again. */
  problem: MessageKey | null;
}

export type PressedPlan =
  | { kind: "leave"; url: string }
  /** The page again, at this query. */
  | { kind: "page"; query: string }
  | { kind: "shown"; split: ShownSplit; status: number }
  | { kind: "refused"; problem: MessageKey; status: number };

const formSchema = z.object({
  currency: z.string().catch(""),
  count: z.coerce.number().int().catch(0),
  frequency: z.enum(planFrequencies).catch("monthly"),
  total: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .transform((text) => BigInt(text))
    .catch(0n),
  first: z.string().catch(""),
});

/**
 * Shows the plan that was chosen, every date and amount of it; or agrees to one that was shown, if it is
 * still the same. What cannot be split that way comes back to the page with a sentence.
 */
export async function pressPlan(
  deps: Deps,
  {
    opened: { page, state },
    form,
    pressed,
    now,
  }: { opened: OpenedPayPage; form: URLSearchParams; pressed: PlanIntent; now: Date },
): Promise<PressedPlan> {
  if (state.kind !== "owing") return { kind: "page", query: "" };
  const written = formSchema.parse(Object.fromEntries(form));
  const ticks = form.getAll("balance");
  const balanceIds = tickedBalances(state.groups, { currency: written.currency, ticks });
  if (balanceIds === "nothing") return { kind: "refused", problem: "nothingTicked", status: 422 };
  const group = state.groups.find(({ currency }) => currency === written.currency);
  if (balanceIds === "changed" || !group)
    return { kind: "refused", problem: "selectionChanged", status: 422 };

  const { vendorId, debtorId, link } = page;
  const { currency, limits } = group;
  const { count, frequency } = written;
  const chosen = new Set(balanceIds);
  const total = outstandingOf(
    currency,
    group.balances.filter(({ id }) => chosen.has(id)),
  );
  if (!planCountsOf(page, total, limits).includes(count))
    return { kind: "refused", problem: "splitNotOffered", status: 422 };
  const firstOn = await readPlanDay(deps, { vendorId, debtorId, now });
  const terms = { amountMinor: total.amountMinor, count, frequency, chargeStepMinor: limits.stepMinor };
  const split = { total, frequency, firstOn, schedule: scheduleOf({ ...terms, firstOn }), ticks };
  if (pressed === "split") return { kind: "shown", split: { ...split, problem: null }, status: 200 };

  const isSame = written.total === total.amountMinor && written.first === firstOn;
  const shown = { balanceIds, count, frequency, currency, totalMinor: total.amountMinor, firstOn };
  const agreed: AgreedPlan = isSame
    ? await agreePlan(deps, { vendorId, debtorId, payLinkId: link.id, shown, now })
    : { outcome: "plan_changed" };
  if (agreed.outcome === "plan_changed")
    return { kind: "shown", split: { ...split, problem: "splitChanged" }, status: 409 };
  return answerTo(agreed);
}

function answerTo(agreed: Exclude<AgreedPlan, { outcome: "plan_changed" }>): PressedPlan {
  switch (agreed.outcome) {
    case "redirect":
      return { kind: "leave", url: agreed.url };
    case "confirming":
      return { kind: "page", query: `?charge=${agreed.checkoutId}` };
    case "plan_running":
    case "nothing_to_pay":
      return { kind: "page", query: "" };
    case "unavailable":
      return { kind: "refused", problem: "unavailable", status: 503 };
    case "plan_not_offered":
    case "mixed_currencies":
    case "too_small":
    case "not_exact":
    case "part_refused":
      return { kind: "refused", problem: "splitNotOffered", status: 422 };
  }
}
