import { formatMoney, money } from "~/domain/money";
import type { BalancesResult, ImportResult } from "./import-result";
import type { ReadingPlan } from "~/domain/import/plan-reading";
import type { RowProblem } from "~/domain/import/problem";

/** What an import did, a line for each thing worth saying. */
export function describeImport(result: ImportResult): string[] {
  if (result.kind === "contacts") {
    return [
      `${counted(result.filled, "debtor")} completed, ${result.unchanged} already known`,
      ...(result.rejected > 0 ? [`${counted(result.rejected, "row")} could not be used`] : []),
      ...describeWarned(result),
    ];
  }
  const { imported, alreadyHere, newDebtors, contactsFilled, repeated, notYetIssued, rejected, changed } =
    result;
  return [
    `${imported.toLocaleString("en")} new, ${alreadyHere.toLocaleString("en")} already here`,
    ...result.totals.map(describeTotal),
    ...result.settledByFile.map(describeSettled),
    ...(newDebtors > 0 ? [counted(newDebtors, "new debtor")] : []),
    ...(contactsFilled > 0 ? [`${counted(contactsFilled, "known debtor")} got a missing contact`] : []),
    ...(repeated > 0 ? [`${counted(repeated, "row")} repeat another row of the file`] : []),
    ...(notYetIssued > 0 ? [`${counted(notYetIssued, "row")} issued after that day left out`] : []),
    ...(changed > 0 ? [`${counted(changed, "balance")} here with other data, left as they are`] : []),
    ...(rejected > 0 ? [`${counted(rejected, "row")} did not go in`] : []),
    ...describeWarned(result),
  ];
}

/** Why a file was not imported, and what to say so that it can be. */
export function describeUnclear(plan: Partial<ReadingPlan> & Pick<ReadingPlan, "missing">): string[] {
  const { missing, doubtful = [], dateExamples = [], amountExamples = [] } = plan;
  return [
    ...missing.map((what) => `No column was recognised as ${what}. Name it with --map.`),
    ...doubtful.map(({ field }) => `Several columns could be ${field}. Rename one, or name it with --map.`),
    ...(dateExamples.length > 0
      ? [`Dates such as ${dateExamples.join(", ")} can be read in two ways. Say which with --date-order.`]
      : []),
    ...(amountExamples.length > 0
      ? [`Amounts such as ${amountExamples.join(", ")} can be read in two ways. Say how with --decimal-mark.`]
      : []),
  ];
}

/** `row 12, Amount “lots”: This is not an amount. Write it like 1020.50, with digits only.` */
export function describeProblem({ row, column, value, reason, whatToDo }: RowProblem): string {
  const where = column === "" ? `row ${row}` : `row ${row}, ${column}${value === "" ? "" : ` “${value}”`}`;
  return `${where}: ${reason} ${whatToDo}`;
}

function describeWarned({ warned }: ImportResult): string[] {
  return warned > 0 ? [`${counted(warned, "row")} went in without a place or kind that cannot be read`] : [];
}

function describeTotal({
  currency,
  balances,
  amountMinor,
  settledMinor,
}: BalancesResult["totals"][number]): string {
  const shown = (minor: bigint) => formatMoney(money(minor, currency), "en");
  const outstanding = shown(amountMinor - settledMinor);
  return [
    `${currency} ${shown(amountMinor)} on ${counted(balances, "balance")}:`,
    `${shown(settledMinor)} settled, ${outstanding} outstanding`,
  ].join(" ");
}

function describeSettled({
  currency,
  balances,
  amountMinor,
}: BalancesResult["settledByFile"][number]): string {
  const amount = formatMoney(money(amountMinor, currency), "en");
  return `${balances.toLocaleString("en")} settled by this file, ${amount}`;
}

function counted(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
}
