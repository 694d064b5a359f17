import { decideContact } from "~/domain/contact-rules/decide";
import { usableContacts } from "~/domain/contact-points";
import { civilDateAt } from "~/domain/dates";
import { money } from "~/domain/money";
import { noticeDays } from "~/domain/plan/calendar";
import { cardInWords } from "~/domain/saved-card";
import type { App } from "~/server/app.server";
import { mintPayLink, payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import { instalmentOfMessage, type About } from "~/services/plans/plan-message-id.server";
import type { Tx } from "~db/client";
import { findKeptCard } from "~db/queries/ledger/saved-cards";
import { listInstalments, type InstalmentRow } from "~db/queries/plans/instalments";
import { findLatestPlan, readPlanOutstanding, type PlanRow } from "~db/queries/plans/plans";
import type { InstalmentMaterials } from "./compose-instalment.server";
import { holdMessage, type NotSent } from "./hold-message.server";
import { markSending, type Case, type ClaimedMessage } from "./mark-sending.server";

type ClaimDeps = Pick<App, "env" | "linkKeys">;
type PlanCase = Case & { purpose: About["purpose"] };

const dayMs = 86_400_000;

/**
 * Takes a message about an instalment to be sent, if what it says is still so: what was paid meanwhile is not
 * announced, and a charge that has come too near is announced for another day instead. It goes within the
 * hours in which the debtor may be written to; no cap counts it, since the debtor agreed to be told.
 */
export async function claimPlanMessage(
  deps: ClaimDeps,
  tx: Tx,
  current: PlanCase,
): Promise<ClaimedMessage | NotSent> {
  const { vendorId, message, debtor, purpose, now } = current;
  const { debtorId, channel } = message;
  const hold = (reason: string, until: Date | null = null) => holdMessage(tx, { ...current, reason, until });
  const plan = await findLatestPlan(tx, { vendorId, debtorId });
  const instalments = plan ? await listInstalments(tx, { vendorId, planId: plan.id }) : [];
  const instalment = instalmentOfMessage(instalments, { id: message.id, purpose, channel });
  const saying = plan && instalment && whatToSay(plan, instalment, { purpose, now });
  if (!saying) return hold("What it was to say of the plan is no longer so.");
  const contact = usableContacts(debtor.record, debtor.suppressions, purpose).get(channel);
  if (contact === undefined) {
    const what = channel === "email" ? "email address" : "phone number";
    return hold(`There is no ${what} that may be written to.`);
  }
  const { place, limits } = debtor.situation;
  const rules = decideContact({ now, channel, place, contacts: [], limits });
  if (rules.kind === "not_now") return hold(rules.reason, rules.until);

  const link = await mintPayLink(tx, { vendorId, debtorId, messageId: message.id, keys: deps.linkKeys, now });
  const { triedBefore } = await markSending(tx, current, { contact, templateId: null });
  const card = await findKeptCard(tx, { vendorId, debtorId });
  const materials: InstalmentMaterials = {
    saying,
    channel,
    vendor: current.known.vendor,
    debtorName: debtor.record.name,
    language: debtor.record.language ?? current.known.vendor.language,
    today: debtor.today,
    number: instalment.number,
    count: instalments.length,
    amount: money(instalment.amountMinor, plan.currency),
    outstanding: money(await readPlanOutstanding(tx, { vendorId, planId: plan.id }), plan.currency),
    chargeOn: civilDateAt(instalment.chargeAt, place.homeZone),
    card: card ? cardInWords(card) : null,
    url: payLinkUrl(deps.env.appUrl, link.token),
  };
  const content = { kind: "instalment", materials } as const;
  const { token } = link;
  return { kind: "send", messageId: message.id, contact, content, token, unsubscribeUrl: null, triedBefore };
}

/** What the message has to say now; null when nothing of it is so any more. */
function whatToSay(
  plan: PlanRow,
  { state, chargeAt }: InstalmentRow,
  { purpose, now }: { purpose: About["purpose"]; now: Date },
): InstalmentMaterials["saying"] | null {
  if (purpose === "instalment_notice") {
    const isInTime = chargeAt.getTime() - now.getTime() >= noticeDays * dayMs;
    return plan.state === "active" && state === "scheduled" && isInTime ? "notice" : null;
  }
  if (plan.state === "active" && state === "scheduled") return "retry";
  return plan.state === "broken" && state === "asked" ? "asked" : null;
}
