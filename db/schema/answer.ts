import { foreignKey, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { AnswerId, BalanceId, DebtorId, PayLinkId } from "~/domain/ids";
import { answerKinds, answerStates, type AnswerKind, type AnswerState } from "~/domain/vocabulary";
import { amountMinor, civilDate, instant, isOneOf, vendorId, word } from "./columns";
import { balances } from "./balance";
import { debtors } from "./debtor";

/**
 * What a debtor said instead of, or before, paying. While it is open it is honoured: no reminder goes out.
 */
export const answers = pgTable(
  "answers",
  {
    vendorId: vendorId(),
    id: uuid("id").$type<AnswerId>().notNull(),
    debtorId: uuid("debtor_id").$type<DebtorId>().notNull(),
    payLinkId: text("pay_link_id").$type<PayLinkId>(),
    kind: word<AnswerKind>("kind").notNull(),
    state: word<AnswerState>("state").notNull(),
    /** The day named in a promise to pay. */
    promisedOn: civilDate("promised_on"),
    /** The part offered, when a part was. */
    amountMinor: amountMinor(),
    /** The debtor's own words. */
    note: text("note"),
    answeredAt: instant("answered_at").notNull(),
    closedAt: instant("closed_at"),
    /** The staff user or payment that closed it. */
    closedBy: text("closed_by"),
    closedReason: text("closed_reason"),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.id] }),
    foreignKey({ columns: [table.vendorId, table.debtorId], foreignColumns: [debtors.vendorId, debtors.id] }),
    index("answers_by_debtor").on(table.vendorId, table.debtorId, table.state),
    isOneOf("answers_kind", table.kind, answerKinds),
    isOneOf("answers_state", table.state, answerStates),
  ],
);

/** The balances an answer is about. */
export const answerBalances = pgTable(
  "answer_balances",
  {
    vendorId: vendorId(),
    answerId: uuid("answer_id").$type<AnswerId>().notNull(),
    balanceId: uuid("balance_id").$type<BalanceId>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.vendorId, table.answerId, table.balanceId] }),
    foreignKey({ columns: [table.vendorId, table.answerId], foreignColumns: [answers.vendorId, answers.id] }),
    foreignKey({
      columns: [table.vendorId, table.balanceId],
      foreignColumns: [balances.vendorId, balances.id],
    }),
  ],
);
