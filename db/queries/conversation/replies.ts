import { and, count, desc, eq, gte, inArray, isNull, lte, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { debtors, messages, payLinks, replies } from "~db/schema";
import type { DebtorId, MessageId, PayLinkId, ReplyId, VendorId } from "~/domain/ids";
import type { Channel } from "~/domain/vocabulary";

export interface NewReply {
  id: ReplyId;
  debtorId: DebtorId;
  channel: Channel;
  /** The address or number it came from. */
  contact: string;
  subject: string | null;
  body: string;
  messageId: MessageId | null;
  providerId: string;
  receivedAt: Date;
  handledAt: Date | null;
  handledBy: string | null;
}

/** Keeps what debtors wrote; returns those of them whose copy was not there already. */
export async function insertReplies(
  tx: Tx,
  { vendorId, rows }: { vendorId: VendorId; rows: readonly NewReply[] },
): Promise<{ id: ReplyId; debtorId: DebtorId }[]> {
  if (rows.length === 0) return [];
  return tx
    .insert(replies)
    .values(rows.map((row) => ({ vendorId, ...row })))
    .onConflictDoNothing()
    .returning({ id: replies.id, debtorId: replies.debtorId });
}

export async function countRepliesSince(
  tx: Tx,
  { vendorId, debtorId, since }: { vendorId: VendorId; debtorId: DebtorId; since: Date },
): Promise<number> {
  return tx.$count(
    replies,
    and(eq(replies.vendorId, vendorId), eq(replies.debtorId, debtorId), gte(replies.receivedAt, since)),
  );
}

/** Everyone at a number, by vendor, with the language they are written to in. For the system's doorway. */
export async function listDebtorsAtNumber(
  tx: Tx,
  { phone }: { phone: string },
): Promise<{ vendorId: VendorId; debtorId: DebtorId; language: string | null }[]> {
  return tx
    .select({
      vendorId: debtors.vendorId,
      debtorId: debtors.id,
      language: sql<string | null>`coalesce(
        (select language from contact_choices as choice
          where choice.vendor_id = ${debtors.vendorId} and choice.debtor_id = ${debtors.id}),
        ${debtors.language}, (select language from vendors where vendors.id = ${debtors.vendorId}))`,
    })
    .from(debtors)
    .where(eq(debtors.phone, phone))
    .orderBy(debtors.vendorId, debtors.id);
}

/** The vendor whose SMS this number got last since then. For the system's doorway. */
export async function findLastWriter(
  tx: Tx,
  { phone, since }: { phone: string; since: Date },
): Promise<VendorId | null> {
  const [last] = await tx
    .select({ vendorId: messages.vendorId })
    .from(debtors)
    .innerJoin(messages, and(eq(messages.vendorId, debtors.vendorId), eq(messages.debtorId, debtors.id)))
    .where(
      and(
        eq(debtors.phone, phone),
        eq(messages.channel, "sms"),
        eq(messages.contact, phone),
        gte(messages.sentAt, since),
      ),
    )
    .orderBy(desc(messages.sentAt), desc(messages.id))
    .limit(1);
  return last?.vendorId ?? null;
}

/** The email that a link was made for. For the system's doorway: an address names no vendor we can trust. */
export async function findAnsweredEmail(
  tx: Tx,
  { linkId, expiresAt }: { linkId: PayLinkId; expiresAt: Date },
) {
  const rows = await tx
    .select({
      vendorId: payLinks.vendorId,
      debtorId: payLinks.debtorId,
      messageId: messages.id,
      contact: messages.contact,
    })
    .from(payLinks)
    .innerJoin(messages, and(eq(messages.vendorId, payLinks.vendorId), eq(messages.id, payLinks.messageId)))
    .where(and(eq(payLinks.id, linkId), eq(payLinks.expiresAt, expiresAt), eq(messages.channel, "email")))
    .limit(2);
  const [found, another] = rows;
  return found && !another ? found : null;
}

/**
 * The debtors to whom an address belongs and who were written to there since then. For the system's doorway.
 */
export async function listDebtorsWrittenTo(
  tx: Tx,
  { email, since }: { email: string; since: Date },
): Promise<{ vendorId: VendorId; debtorId: DebtorId }[]> {
  return tx
    .selectDistinct({ vendorId: debtors.vendorId, debtorId: debtors.id })
    .from(debtors)
    .innerJoin(messages, and(eq(messages.vendorId, debtors.vendorId), eq(messages.debtorId, debtors.id)))
    .where(
      and(
        eq(debtors.email, email),
        eq(messages.channel, "email"),
        eq(messages.contact, email),
        gte(messages.sentAt, since),
      ),
    );
}

/** The last thing a debtor wrote that a person has to answer, or has answered. */
export async function findLastReply(
  tx: Tx,
  { vendorId, debtorId }: { vendorId: VendorId; debtorId: DebtorId },
) {
  const [last] = await tx
    .select({
      id: replies.id,
      channel: replies.channel,
      contact: replies.contact,
      subject: replies.subject,
      messageId: replies.messageId,
      receivedAt: replies.receivedAt,
    })
    .from(replies)
    .where(
      and(
        eq(replies.vendorId, vendorId),
        eq(replies.debtorId, debtorId),
        sql`${replies.handledBy} is distinct from ${byMachine}`,
      ),
    )
    .orderBy(desc(replies.receivedAt), desc(replies.id))
    .limit(1);
  return last ?? null;
}

/** Who has handled what no person needs to: what a machine wrote, and what was heeded as it came. */
export const byMachine = "tenfold:automatic";

/** Marks what a debtor wrote up to an instant as handled; returns those that were not. */
export async function markHandled(
  tx: Tx,
  params: { vendorId: VendorId; debtorId: DebtorId; upTo: Date; by: string; now: Date },
): Promise<{ id: ReplyId; channel: Channel }[]> {
  const { vendorId, debtorId, upTo, by, now } = params;
  return tx
    .update(replies)
    .set({ handledAt: now, handledBy: by })
    .where(
      and(
        eq(replies.vendorId, vendorId),
        eq(replies.debtorId, debtorId),
        isNull(replies.handledAt),
        lte(replies.receivedAt, upTo),
      ),
    )
    .returning({ id: replies.id, channel: replies.channel });
}

/** What debtors wrote that nobody has handled yet, longest waiting first; one row a debtor. */
export async function listRepliesForAPerson(
  tx: Tx,
  { vendorId, limit }: { vendorId: VendorId; limit: number },
) {
  const waiting = tx
    .select({
      debtorId: replies.debtorId,
      since: sql<Date>`min(${replies.receivedAt})`.mapWith(replies.receivedAt).as("since"),
      last: sql<ReplyId>`(array_agg(${replies.id} order by ${replies.receivedAt} desc))[1]`.as("last"),
      count: count().as("count"),
    })
    .from(replies)
    .where(and(eq(replies.vendorId, vendorId), isNull(replies.handledAt)))
    .groupBy(replies.debtorId)
    .as("waiting");
  return tx
    .select({
      id: replies.id,
      debtorId: replies.debtorId,
      debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
      channel: replies.channel,
      body: sql<string>`left(${replies.body}, 300)`,
      since: waiting.since,
      count: waiting.count,
      total: sql<number>`count(*) over ()::int`,
    })
    .from(waiting)
    .innerJoin(replies, and(eq(replies.vendorId, vendorId), eq(replies.id, waiting.last)))
    .innerJoin(debtors, and(eq(debtors.vendorId, vendorId), eq(debtors.id, waiting.debtorId)))
    .orderBy(waiting.since, replies.id)
    .limit(limit);
}

/** The newest of what was written both ways, oldest of them first. */
export async function readConversation(
  tx: Tx,
  { vendorId, debtorId, limit }: { vendorId: VendorId; debtorId: DebtorId; limit: number },
) {
  const theirs = await tx
    .select({
      id: replies.id,
      channel: replies.channel,
      contact: replies.contact,
      subject: replies.subject,
      body: replies.body,
      at: replies.receivedAt,
      handledAt: replies.handledAt,
      handledBy: replies.handledBy,
    })
    .from(replies)
    .where(and(eq(replies.vendorId, vendorId), eq(replies.debtorId, debtorId)))
    .orderBy(desc(replies.receivedAt), desc(replies.id))
    .limit(limit);
  const ours = await tx
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
      at: sql<Date>`coalesce(${messages.sentAt}, ${messages.queuedAt})`.mapWith(messages.queuedAt),
    })
    .from(messages)
    .where(
      and(
        eq(messages.vendorId, vendorId),
        eq(messages.debtorId, debtorId),
        inArray(messages.purpose, ["reminder", "fresh_link", "reply"]),
      ),
    )
    .orderBy(desc(messages.queuedAt), desc(messages.id))
    .limit(limit);
  return [
    ...theirs.map((reply) => ({ by: "debtor" as const, ...reply })),
    ...ours.map((message) => ({ by: "vendor" as const, ...message })),
  ]
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
    .slice(-limit);
}
