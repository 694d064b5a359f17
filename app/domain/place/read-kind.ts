import type { DebtorKind } from "~/domain/vocabulary";
import type { PlaceReading } from "./read-place";
import { plain } from "./region-names";

const words: Readonly<Record<DebtorKind, ReadonlySet<string>>> = {
  consumer: new Set(
    `consumer consumers individual individuals person naturalperson private privateperson personal
    residential household patient tenant resident student member homeowner b2c`.split(/\s+/),
  ),
  company: new Set(
    `company companies business businesses commercial corporate corporation organisation organization
    organisations organizations firm legalentity legalperson partnership llc inc ltd plc gmbh nonprofit
    charity government b2b`.split(/\s+/),
  ),
};

/** What stands in a column of types that speaks of the paper and not of the debtor. */
const ofPapers = new Set(
  `invoice taxinvoice invoices bill creditmemo creditnote payment salesreceipt statement estimate receivable
    customer`.split(/\s+/),
);

const yes = new Set(["yes", "y", "true", "1", "x"]);
const no = new Set(["no", "n", "false", "0"]);

export type KindReading = { ok: true; value: DebtorKind | null } | Extract<PlaceReading, { ok: false }>;

/**
 * Whether a cell says that the debtor is a consumer or a company. A yes means what its column asks, such as
 * `Is company`.
 *
 * A company's name beside a person's never makes a company: practice systems put a patient's employer there,
 * and sole traders theirs. Whoever is wrongly taken for a company loses what the law gives consumers, so it
 * takes a column that says so; without one a debtor is taken for a consumer.
 */
export function readKind(text: string, column: string): KindReading {
  const said = plain(text);
  const asks = plain(column);
  if (words.consumer.has(said)) return { ok: true, value: "consumer" };
  if (words.company.has(said)) return { ok: true, value: "company" };
  const asksCompany = /company|business|corporate|organi[sz]ation|commercial/.test(asks);
  const asksConsumer = /consumer|individual|person|private/.test(asks);
  if ((yes.has(said) || no.has(said)) && asksCompany !== asksConsumer)
    return { ok: true, value: yes.has(said) === asksCompany ? "company" : "consumer" };
  if (ofPapers.has(said)) return { ok: true, value: null };
  return {
    ok: false,
    reason: `“${text.slice(0, 40)}” does not say whether it is a consumer or a company.`,
    whatToDo: "Write consumer or company, or clear it. Until then it is taken for a consumer.",
  };
}
