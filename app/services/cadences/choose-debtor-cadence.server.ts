import { cadenceFor } from "~/domain/cadence/choose-cadence";
import { foresee, type ForeseenContact } from "~/domain/cadence/foresee";
import type { CadenceId, DebtorId, StaffUserId, VendorId } from "~/domain/ids";
import type { App } from "~/server/app.server";
import { readSituations } from "~/services/reminders/situation.server";
import { findDebtor } from "~db/queries/desk/debtors";
import { setDebtorCadence } from "~db/queries/reminders/cadence-debtors";
import { listCadences, type Cadence } from "~db/queries/reminders/cadences";
import { lookAgain } from "~db/queries/reminders/contact-schedules";
import { recordEvents } from "~db/queries/vendor/timeline";

export interface CadenceChoice {
  debtor: { id: DebtorId; name: string | null; reference: string };
  /** The one that a person chose, while the vendor has it; null: none was. */
  chosen: CadenceId | null;
  /** The first stands for choosing none. */
  options: { cadence: Cadence; isChoice: boolean; next: ForeseenContact | null }[];
}

/** Which cadences a debtor can be in, and what would go next in each. */
export async function readCadenceChoice(
  deps: Pick<App, "db">,
  { vendorId, debtorId, now }: { vendorId: VendorId; debtorId: DebtorId; now: Date },
): Promise<CadenceChoice | null> {
  return deps.db.asVendor(vendorId, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId, debtorId });
    if (!debtor) return null;
    const cadences = await listCadences(tx, { vendorId });
    const read = { vendorId, debtorIds: [debtorId], now, queued: true, cadences };
    const situation = (await readSituations(tx, read)).debtors.get(debtorId)?.situation;
    const nextIn = (cadence: Cadence) => {
      if (!situation) return null;
      const vendor = { ...situation.vendor, cadencePaused: cadence.pausedAt !== null };
      return foresee({ ...situation, vendor, cadence }, now)[0] ?? null;
    };
    const usual = cadenceFor(cadences, { ...debtor, cadenceId: null });
    return {
      debtor: { id: debtor.id, name: debtor.name, reference: debtor.reference },
      chosen: cadences.find(({ id }) => id === debtor.cadenceId)?.id ?? null,
      options: [
        ...(usual ? [{ cadence: usual, isChoice: false, next: nextIn(usual) }] : []),
        ...cadences.map((cadence) => ({ cadence, isChoice: true, next: nextIn(cadence) })),
      ],
    };
  });
}

/** Puts a debtor into a cadence, or back into the usual one, and has them looked at at once. */
export async function chooseDebtorCadence(
  deps: Pick<App, "db">,
  params: {
    vendorId: VendorId;
    debtorId: DebtorId;
    cadenceId: CadenceId | null;
    by: StaffUserId;
    now: Date;
  },
): Promise<"chosen" | "no_cadence" | "no_debtor"> {
  const { vendorId, debtorId, cadenceId, by, now } = params;
  return deps.db.asVendor(vendorId, async (tx) => {
    const debtor = await findDebtor(tx, { vendorId, debtorId });
    if (!debtor) return "no_debtor";
    const cadences = await listCadences(tx, { vendorId });
    const cadence = cadences.find(({ id }) => id === cadenceId);
    if (cadenceId !== null && !cadence) return "no_cadence";
    if (debtor.cadenceId === cadenceId) return "chosen";
    await setDebtorCadence(tx, { vendorId, debtorId, cadenceId });
    const changed = cadence ? `cadence: ${cadence.name}` : "cadence: the usual one";
    await recordEvents(tx, {
      vendorId,
      events: [
        {
          debtorId,
          kind: "contact_changed",
          actor: "staff",
          occurredAt: now,
          causedBy: `staff:${by}`,
          details: { changed },
        },
      ],
    });
    await lookAgain(tx, { vendorId, debtorIds: [debtorId], at: now });
    return "chosen";
  });
}
