import { and, eq } from "drizzle-orm";
import type { Tx } from "~db/client";
import { contactChoices } from "~db/schema";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import type { DebtorId, VendorId } from "~/domain/ids";

/** How a debtor wants to be reached; null where nobody said so. */
export async function findChoice(tx: Tx, { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId }) {
  const [choice] = await tx
    .select({
      channels: contactChoices.channels,
      opensAtHour: contactChoices.opensAtHour,
      closesAtHour: contactChoices.closesAtHour,
      language: contactChoices.language,
      chosenAt: contactChoices.chosenAt,
      chosenBy: contactChoices.chosenBy,
    })
    .from(contactChoices)
    .where(and(eq(contactChoices.vendorId, vendorId), eq(contactChoices.debtorId, debtorId)));
  return choice ?? null;
}

/** Keeps the choice in place of the one before. */
export async function saveChoice(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; choice: ContactChoice; by: string; now: Date },
): Promise<void> {
  const { vendorId, debtorId, choice, by, now } = params;
  const { channels, opensAtHour, closesAtHour, language } = choice;
  const kept = {
    channels: channels === null ? null : [...channels],
    opensAtHour,
    closesAtHour,
    language,
    chosenAt: now,
    chosenBy: by,
  };
  await tx
    .insert(contactChoices)
    .values({ vendorId, debtorId, ...kept })
    .onConflictDoUpdate({ target: [contactChoices.vendorId, contactChoices.debtorId], set: kept });
}
