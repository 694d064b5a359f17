import { z } from "zod";
import { currencySchema } from "~/domain/money";

const count = z.int().min(0);
/** Minor units; JSON has no integers of this size, so they are stored as text. */
const minorUnits = z.string().regex(/^\d+$/).transform(BigInt);

/** What an import of balances did, as stored with it and shown on its result page. */
export const balancesResultSchema = z.object({
  kind: z.literal("balances"),
  header: z.array(z.string()),
  imported: count,
  /** Were there before, whether the file says the same of them or not. */
  alreadyHere: count,
  /** Of those, the ones of which the file says something else; they were left as they are. */
  changed: count,
  /** What the file knew to be paid on balances that were here, and is paid here now. Not in older results. */
  settledByFile: z
    .array(z.object({ currency: currencySchema, balances: count, amountMinor: minorUnits }))
    .default([]),
  /** Rows that repeat another row of the file. */
  repeated: count,
  notYetIssued: count,
  /** Rows that did not go in. */
  rejected: count,
  /** Rows that went in without something that could not be read. Not in older results. */
  warned: count.default(0),
  newDebtors: count,
  /** Debtors that were there and got a contact they did not have. */
  contactsFilled: count,
  totals: z.array(
    z.object({
      currency: currencySchema,
      balances: count,
      amountMinor: minorUnits,
      settledMinor: minorUnits,
    }),
  ),
});
export type BalancesResult = z.infer<typeof balancesResultSchema>;

export const contactsResultSchema = z.object({
  kind: z.literal("contacts"),
  header: z.array(z.string()),
  /** Debtors that got a contact they did not have. */
  filled: count,
  /** Debtors of which the file says nothing new. */
  unchanged: count,
  repeated: count,
  rejected: count,
  /** As for balances. */
  warned: count.default(0),
});
export type ContactsResult = z.infer<typeof contactsResultSchema>;

export const importResultSchema = z.discriminatedUnion("kind", [balancesResultSchema, contactsResultSchema]);
export type ImportResult = z.infer<typeof importResultSchema>;

/** The result as JSON can hold it; `importResultSchema` reads it back. */
export function storableResult(result: ImportResult): unknown {
  const asText = (_key: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
  return JSON.parse(JSON.stringify(result, asText));
}
