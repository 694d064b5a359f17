import { z } from "zod";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { BalanceId, SavedCardId } from "~/domain/ids";
import { money, type Money } from "~/domain/money";
import type { PartProblem } from "~/domain/pay-link/part";
import { isEnded, owingGroups, tickedBalances, type OwingGroup } from "~/domain/pay-link/pay-page";
import { readWrittenAmount } from "~/domain/pay-link/written-amount";
import type { App } from "~/server/app.server";
import { payWithSavedCard, type PaidWithCard } from "~/services/cards/pay-with-saved-card.server";
import { startPayment } from "~/services/payments/start-payment.server";
import type { OpenedPayPage } from "./open-pay-page.server";

type Deps = Pick<App, "db" | "stripe" | "env" | "log" | "linkKeys">;

/** The buttons that pay; `enter` is what Enter presses in a field, and never charges a card at once. */
export const payIntents = ["pay", "enter", "pay_card", "pay_part", "pay_part_card"] as const;
export type PayIntent = (typeof payIntents)[number];

/** What the page answers a button that pays with. */
export type Pressed =
  | { kind: "leave"; url: string }
  /** The page again, at this query. */
  | { kind: "page"; query: string }
  | { kind: "refused"; status: number; returned: Refusal };

interface Refusal {
  problem?: { key: MessageKey; amounts?: Record<string, Money> };
  errors?: Record<string, MessageKey>;
  amounts?: Record<string, Money>;
  confirm?: Money;
}

const formSchema = z.object({
  currency: z.string().catch(""),
  keep: z.literal("yes").nullable().catch(null),
  part: z.string().catch(""),
  card: z.uuid().nullable().catch(null),
  said: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .transform((text) => BigInt(text))
    .nullable()
    .catch(null),
});
type Written = z.infer<typeof formSchema>;

interface Asked {
  opened: OpenedPayPage;
  form: URLSearchParams;
  pressed: PayIntent;
  now: Date;
}

/** Does what a button of the pay page says, to what is ticked on it. */
export async function pressPay(deps: Deps, { opened, form, pressed, now }: Asked): Promise<Pressed> {
  if (isEnded(opened.state)) return { kind: "page", query: "" };
  const written = formSchema.parse({
    currency: form.get("currency"),
    keep: form.get("keep"),
    part: form.get("part"),
    card: form.get("card"),
    said: form.get("said"),
  });
  const found = findTicked(deps, opened, { currency: written.currency, ticks: form.getAll("balance") });
  if (found === "nothing") return refuse(422, { problem: { key: "nothingTicked" } });
  if (found === "changed") return refuse(422, { problem: { key: "selectionChanged" } });
  const { group, balanceIds } = found;

  const part = readPart(pressed, { written, group });
  if (part === "unreadable") return refuse(422, { errors: { part: "partMissing" } });
  const { vendorId, debtorId, link } = opened.page;
  const asked = { vendorId, debtorId, payLinkId: link.id, balanceIds, amountMinor: part ?? undefined, now };
  const isTap = pressed === "pay_card" || pressed === "pay_part_card";
  if (!isTap || written.card === null) {
    const started = await startPayment(deps, { ...asked, keepCard: written.keep === "yes" });
    return answerTo(started, group);
  }
  // The part that was typed says itself how much; the other button says a sum, which has to be the sum.
  const statedMinor = part ?? written.said ?? 0n;
  const savedCardId = written.card as SavedCardId;
  return answerTo(await payWithSavedCard(deps, { ...asked, savedCardId, statedMinor }), group);
}

/**
 * What is ticked, of what the page offers. A second tap comes from a page that still offered what the first
 * is paying: it is found among what is being confirmed, and led to the same charge.
 */
function findTicked(
  { stripe }: Deps,
  { page, state, today }: OpenedPayPage,
  ticked: { currency: string; ticks: readonly string[] },
): { group: OwingGroup; balanceIds: BalanceId[] } | "nothing" | "changed" {
  const shown = state.kind === "owing" ? state.groups : [];
  const without = new Set(page.processing.flatMap(({ balanceIds }) => balanceIds));
  const all = owingGroups(page, { today, limitsOf: (currency) => stripe.chargeLimits(currency), without });
  for (const groups of [shown, all]) {
    const balanceIds = tickedBalances(groups, ticked);
    if (balanceIds === "nothing") return "nothing";
    const group = groups.find(({ currency }) => currency === ticked.currency);
    if (group && balanceIds !== "changed") return { group, balanceIds };
  }
  return "changed";
}

function readPart(
  pressed: PayIntent,
  { written, group }: { written: Written; group: OwingGroup },
): bigint | null | "unreadable" {
  const isPart = pressed === "pay_part" || pressed === "pay_part_card";
  const isEntered = pressed === "enter" && written.part.trim() !== "";
  if (!isPart && !isEntered) return null;
  return readWrittenAmount(written.part, group.currency) ?? "unreadable";
}

function answerTo(outcome: PaidWithCard, group: OwingGroup): Pressed {
  switch (outcome.outcome) {
    case "redirect":
      return { kind: "leave", url: outcome.url };
    case "paid":
    case "confirming":
      return { kind: "page", query: `?charge=${outcome.checkoutId}` };
    case "paid_elsewhere":
      return { kind: "page", query: `?session=${outcome.stripeSessionId}` };
    case "nothing_to_pay":
      return { kind: "page", query: "" };
    case "no_card":
      return { kind: "page", query: "?card=gone" };
    case "amount_changed":
      return refuse(422, { confirm: money(outcome.totalMinor, group.currency) });
    case "mixed_currencies":
      return refuse(422, { problem: { key: "selectionChanged" } });
    case "too_small": {
      const { minimum } = outcome;
      return refuse(422, {
        problem: minimum ? { key: "tooSmall", amounts: { minimum } } : { key: "tooSmallHere" },
      });
    }
    case "not_exact":
      return refuse(422, { problem: { key: "notExactTicked" } });
    case "part_refused": {
      const { least, most } = outcome;
      const amounts = { ...(least && { least }), ...(most && { most }) };
      const key = partProblems[outcome.problem];
      if (outcome.problem === "not_offered") return refuse(422, { problem: { key } });
      return refuse(422, { errors: { part: key }, amounts });
    }
    case "unavailable":
      return refuse(503, { problem: { key: "unavailable" } });
  }
}

const partProblems: Record<PartProblem, MessageKey> = {
  not_offered: "partNotOffered",
  too_small: "partTooSmall",
  more_than_ticked: "partMoreThanTicked",
  leaves_too_little: "partLeavesTooLittle",
  not_exact: "partNotExact",
};

function refuse(status: number, returned: Refusal): Pressed {
  return { kind: "refused", status, returned };
}
