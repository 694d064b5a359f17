import { and, eq, gt, gte, inArray, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "~db/client";
import { deliveryEvents, messages } from "~db/schema";
import type { MessageId, VendorId } from "~/domain/ids";

interface Opening {
  vendorId: VendorId;
  messageId: MessageId;
  at: Date;
}

/** Remembers when a person first opened a message; false when it was known that one had. */
export async function markOpened(tx: Tx, { vendorId, messageId, at }: Opening): Promise<boolean> {
  const marked = await tx
    .update(messages)
    .set({ openedAt: at })
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId), isNull(messages.openedAt)))
    .returning({ id: messages.id });
  if (marked.length > 0) return true;
  await tx
    .update(messages)
    .set({ openedAt: at })
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId), gt(messages.openedAt, at)));
  return false;
}

/** Remembers when a machine first fetched a message. */
export async function markFetched(tx: Tx, { vendorId, messageId, at }: Opening): Promise<void> {
  const isFirst = or(isNull(messages.machineOpenedAt), gt(messages.machineOpenedAt, at));
  await tx
    .update(messages)
    .set({ machineOpenedAt: at })
    .where(and(eq(messages.vendorId, vendorId), eq(messages.id, messageId), isFirst));
}

/** When an email was told to be opened, or a link in it followed, in this span. For the system's doorway. */
export async function listOpenings(
  tx: Tx,
  { providerId, from, to }: { providerId: string; from: Date; to: Date },
): Promise<Date[]> {
  const rows = await tx
    .select({ at: deliveryEvents.occurredAt })
    .from(deliveryEvents)
    .where(
      and(
        eq(deliveryEvents.providerId, providerId),
        inArray(deliveryEvents.kind, ["opened", "clicked"]),
        gte(deliveryEvents.occurredAt, from),
        lte(deliveryEvents.occurredAt, to),
      ),
    );
  return rows.map(({ at }) => at);
}
