import { and, eq, gte, isNotNull, lt, notLike, sql } from "drizzle-orm";
import type { Tx } from "~db/client";
import { callAttempts, contactSchedules, debtors, messages, reminders } from "~db/schema";
import type { VendorId } from "~/domain/ids";
import type { Position } from "~/domain/keyset";
import type { ContactChannel } from "~/domain/vocabulary";
import { keysetParts, pageOf, type Order } from "~db/queries/desk/keyset";
import { freedSlotMark } from "./reminders";

/** From one instant to before another; null: from ever. */
export interface Stretch {
  from: Date | null;
  to: Date;
}

interface Asked extends Stretch {
  vendorId: VendorId;
}

export interface ChannelCount {
  channel: ContactChannel;
  count: number;
}

const goesIn = ({ vendorId, from, to }: Asked) =>
  and(
    eq(contactSchedules.vendorId, vendorId),
    isNotNull(contactSchedules.nextChannel),
    from === null ? undefined : gte(contactSchedules.nextCheckAt, from),
    lt(contactSchedules.nextCheckAt, to),
  );

/** How many debtors are contacted in a stretch of time by each channel, if nothing changes until then. */
export async function countForecast(tx: Tx, asked: Asked): Promise<ChannelCount[]> {
  return tx
    .select({
      channel: sql<ContactChannel>`${contactSchedules.nextChannel}`,
      count: sql<number>`count(*)::int`,
    })
    .from(contactSchedules)
    .where(goesIn(asked))
    .groupBy(contactSchedules.nextChannel);
}

const debtorClues = {
  debtorId: debtors.id,
  debtorName: sql<string>`coalesce(${debtors.name}, ${debtors.reference})`,
  timeZone: debtors.timeZone,
  country: debtors.country,
  region: debtors.region,
  postalCode: debtors.postalCode,
  phone: debtors.phone,
};

const soonestFirst: Order = {
  keys: [
    { expression: sql`${contactSchedules.nextCheckAt}`, type: "timestamptz" },
    { expression: sql`${contactSchedules.debtorId}`, type: "uuid" },
  ],
  direction: "asc",
};
export const forecastKeyTypes = soonestFirst.keys.map(({ type }) => type);

/** Who is contacted in a stretch of time, when, by which channel and with which words, if nothing changes. */
export async function listForecast(
  tx: Tx,
  { position, limit, ...asked }: Asked & { position: Position | null; limit: number },
) {
  const { where, orderBy, cursorKeys } = keysetParts(soonestFirst, position);
  const read = await tx
    .select({
      ...debtorClues,
      channel: sql<ContactChannel>`${contactSchedules.nextChannel}`,
      templateKey: contactSchedules.nextTemplateKey,
      at: sql<Date>`${contactSchedules.nextCheckAt}`.mapWith(contactSchedules.nextCheckAt),
      cursorKeys,
    })
    .from(contactSchedules)
    .innerJoin(
      debtors,
      and(eq(debtors.vendorId, contactSchedules.vendorId), eq(debtors.id, contactSchedules.debtorId)),
    )
    .where(and(goesIn(asked), where))
    .orderBy(...orderBy)
    .limit(limit + 1);
  return pageOf(read, { limit, position });
}

const rehearsedFirst: Order = {
  keys: [
    { expression: sql`${reminders.plannedFor}`, type: "timestamptz" },
    { expression: sql`${reminders.id}`, type: "uuid" },
  ],
  direction: "asc",
};

/** A reminder that is held with its slot was planned in a dry run; any other that is held gave it back. */
const rehearsedIn = ({ vendorId, from, to }: Asked) =>
  and(
    eq(reminders.vendorId, vendorId),
    eq(reminders.state, "held"),
    notLike(reminders.slot, `%${freedSlotMark}%`),
    from === null ? undefined : gte(reminders.plannedFor, from),
    lt(reminders.plannedFor, to),
  );

/** How many contacts a dry run has planned in a stretch of time that would have been made. */
export async function countRehearsed(tx: Tx, asked: Asked): Promise<ChannelCount[]> {
  return tx
    .select({ channel: reminders.channel, count: sql<number>`count(*)::int` })
    .from(reminders)
    .where(rehearsedIn(asked))
    .groupBy(reminders.channel);
}

/** The contacts that a dry run has planned in a stretch of time and that would have been made, in order. */
export async function listRehearsed(
  tx: Tx,
  { position, limit, ...asked }: Asked & { position: Position | null; limit: number },
) {
  const { where, orderBy, cursorKeys } = keysetParts(rehearsedFirst, position);
  const read = await tx
    .select({
      ...debtorClues,
      channel: reminders.channel,
      templateKey: reminders.templateKey,
      at: reminders.plannedFor,
      cursorKeys,
    })
    .from(reminders)
    .innerJoin(debtors, and(eq(debtors.vendorId, reminders.vendorId), eq(debtors.id, reminders.debtorId)))
    .where(and(rehearsedIn(asked), where))
    .orderBy(...orderBy)
    .limit(limit + 1);
  return pageOf(read, { limit, position });
}

/** How many contacts were made in a stretch of time: reminders that went out, and calls. */
export async function countContactsMade(
  tx: Tx,
  { vendorId, from, to }: Asked & { from: Date },
): Promise<ChannelCount[]> {
  const sent = await tx
    .select({ channel: messages.channel, count: sql<number>`count(*)::int` })
    .from(messages)
    .where(
      and(
        eq(messages.vendorId, vendorId),
        eq(messages.purpose, "reminder"),
        gte(messages.sentAt, from),
        lt(messages.sentAt, to),
      ),
    )
    .groupBy(messages.channel);
  const calls = await tx.$count(
    callAttempts,
    and(eq(callAttempts.vendorId, vendorId), gte(callAttempts.calledAt, from), lt(callAttempts.calledAt, to)),
  );
  return [...sent, { channel: "call", count: calls }];
}
