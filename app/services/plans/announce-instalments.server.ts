import { closedAt } from "~/domain/contact-rules/hours";
import { safeDefault } from "~/domain/contact-rules/jurisdictions/safe-default";
import { announcedChargeAt, noticeBeginsDays, noticeDays } from "~/domain/plan/calendar";
import type { App } from "~/server/app.server";
import type { Tx } from "~db/client";
import { lockDebtorForPayment } from "~db/queries/ledger/checkouts";
import {
  listInstalments,
  listInstalmentsToAnnounce,
  moveInstalment,
  type DueInstalment,
} from "~db/queries/plans/instalments";
import { readPlace } from "~db/queries/plans/places";
import { findRunningPlan } from "~db/queries/plans/plans";
import { failInstalment } from "./fail-instalment.server";
import { queuePlanMessage, readTelling } from "./queue-plan-message.server";

type Deps = Pick<App, "db" | "log">;

const dayMs = 86_400_000;
/** A run ends within minutes; what is left is the next one's. */
const mostPerRun = 1_000;

/**
 * Tells debtors of the instalments their card is soon charged for, each once and within the hours in which
 * they may be written to. One that cannot be announced in time is charged later; one that cannot be announced
 * at all is not charged.
 *
 * @returns how many were looked at.
 */
export async function announceInstalments(deps: Deps, { now }: { now: Date }): Promise<number> {
  const chargedBefore = new Date(now.getTime() + noticeBeginsDays * dayMs);
  const due = await deps.db.asSystem((tx) =>
    listInstalmentsToAnnounce(tx, { chargedBefore, limit: mostPerRun }),
  );
  for (const one of due) {
    try {
      await deps.db.asVendor(one.vendorId, (tx) => announce(deps, tx, { ...one, now }));
    } catch (error) {
      deps.log.error({ err: error, instalmentId: one.instalmentId }, "An instalment could not be announced");
    }
  }
  return due.length;
}

async function announce(
  deps: Deps,
  tx: Tx,
  { vendorId, debtorId, instalmentId, now }: DueInstalment & { now: Date },
): Promise<void> {
  await lockDebtorForPayment(tx, { vendorId, debtorId });
  const plan = await findRunningPlan(tx, { vendorId, debtorId });
  if (plan?.state !== "active") return;
  const instalments = await listInstalments(tx, { vendorId, planId: plan.id });
  const instalment = instalments.find(({ id }) => id === instalmentId);
  if (instalment?.state !== "scheduled" || instalment.noticedAt !== null) return;
  const purpose = "instalment_notice";
  const change = (to: { noticedAt: Date } | { chargeAt: Date }) =>
    moveInstalment(tx, { vendorId, instalmentId, from: ["scheduled"], change: to });

  const standing = await readTelling(tx, { vendorId, about: { purpose, instalment } });
  if (standing.kind === "told") {
    await change({ noticedAt: standing.at });
    return;
  }
  const isLate = instalment.chargeAt.getTime() < now.getTime() + noticeDays * dayMs;
  if (standing.kind === "under_way" && !isLate) return;
  const place = await readPlace(tx, { vendorId, debtorId });
  if (closedAt({ at: now, channel: "sms", place, limits: safeDefault })) return;
  const chargeAt = announcedChargeAt({ chargeAt: instalment.chargeAt, now, timeZone: place.homeZone });
  const about = { purpose, instalment: { id: instalmentId, chargeAt } } as const;
  const telling = await queuePlanMessage(deps, tx, { vendorId, debtorId, about, now });
  if (telling.kind !== "cannot_be_told") {
    await change({ chargeAt });
    return;
  }
  // Until its day there is time for someone to mend the address.
  if (instalment.chargeAt > now) return;
  const reason = "There is no email address or phone number to announce it to.";
  await failInstalment(deps, tx, { plan, instalment, reason, mayRetry: false, now });
}
