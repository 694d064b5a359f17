import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors, messages } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import type { Position } from "~/domain/keyset";
import type { MessageFilter } from "~/domain/message-filter";
import { messageStateGroups } from "~/domain/message-filter";
import { keysetParts, pageOf, type Order } from "./keyset";

const latestFirst: Order = {
  keys: [
    { expression: sql`${messages.queuedAt}`, type: "timestamptz" },
    { expression: sql`${messages.id}`, type: "uuid" },
  ],
  direction: "desc",
};
export const messageKeyTypes = latestFirst.keys.map(({ type }) => type);

/** A vendor's messages with who each went to, latest first. */
export async function listMessages(
  tx: Tx,
  {
    vendorId,
    filter,
    position,
    limit,
  }: {
    vendorId: VendorId;
    filter: MessageFilter;
    position: Position | null;
    limit: number;
  },
) {
  const { where, orderBy, cursorKeys } = keysetParts(latestFirst, position);
  const { channel, purpose, group } = filter;
  const read = await tx
    .select({
      id: messages.id,
      purpose: messages.purpose,
      channel: messages.channel,
      contact: messages.contact,
      subject: messages.subject,
      body: messages.body,
      segments: messages.segments,
      state: messages.state,
      reason: messages.reason,
      queuedAt: messages.queuedAt,
      sentAt: messages.sentAt,
      openedAt: messages.openedAt,
      machineOpenedAt: messages.machineOpenedAt,
      debtor: { id: debtors.id, name: sql<string>`coalesce(${debtors.name}, ${debtors.reference})` },
      cursorKeys,
    })
    .from(messages)
    .innerJoin(debtors, and(eq(debtors.vendorId, messages.vendorId), eq(debtors.id, messages.debtorId)))
    .where(
      and(
        eq(messages.vendorId, vendorId),
        channel === null ? undefined : eq(messages.channel, channel),
        purpose === null ? undefined : eq(messages.purpose, purpose),
        group === null ? undefined : inArray(messages.state, [...messageStateGroups[group].states]),
        where,
      ),
    )
    .orderBy(...orderBy)
    .limit(limit + 1);
  return pageOf(read, { limit, position });
}
