import { bigserial, foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { BalanceId, DebtorId } from "~/domain/ids";
import { actorKinds, timelineKinds, type ActorKind, type TimelineKind } from "~/domain/vocabulary";
import { createdAt, instant, isOneOf, vendorId, word } from "./columns";
import { debtors } from "./debtor";

/** What happened, written in the transaction that made it happen. The timeline is read, not reconstructed. */
export const timelineEvents = pgTable(
  "timeline_events",
  {
    vendorId: vendorId(),
    id: bigserial("id", { mode: "number" }).notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    /** Null for what concerns the debtor as a whole. */
    balanceId: uuid("balance_id").$type<BalanceId>(),
    kind: word<TimelineKind>("kind").notNull(),
    actor: word<ActorKind>("actor").notNull(),
    occurredAt: instant("occurred_at").notNull(),
    recordedAt: createdAt(),
    /** The row that caused it: `import:…`, `message:…`, `payment:…`, `stripe_event:…`, `staff:…`. */
    causedBy: text("caused_by"),
    /** What the sentence needs, by kind; parsed by `~/domain/timeline`. */
    details: jsonb("details").$type<Record<string, string | number | null>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    index("timeline_events_by_debtor").on(table.vendorId, table.debtorId, table.occurredAt),
    index("timeline_events_by_balance").on(table.vendorId, table.balanceId, table.occurredAt),
    isOneOf("timeline_events_kind", table.kind, timelineKinds),
    isOneOf("timeline_events_actor", table.actor, actorKinds),
  ],
);
