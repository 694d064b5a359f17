import { formatMoney, currency, money } from "~/domain/money";
import { verifyLedger } from "~/services/ledger/verify-ledger.server";
import { withDatabase } from "./with-database";

/**
 * `npm run ledger:verify`: says every difference, ends with a line of totals, and exits 1 when anything
 * differs.
 */
await withDatabase(async (db) => {
  const { differences, totals } = await verifyLedger({ db });
  for (const { vendor, what, which, currency: code, stored, derived } of differences) {
    console.log(`${vendor}: ${what} ${which}: stored ${stored}, derived ${derived} (minor units of ${code})`);
  }
  const sums = totals.map((total) => {
    const code = currency(total.currency);
    const billed = formatMoney(money(total.billed, code), "en");
    const outstanding = formatMoney(money(total.outstanding, code), "en");
    const counts = `${total.balances} balances, ${total.entries} entries`;
    return `${code}: ${counts}, ${billed} billed, ${outstanding} outstanding`;
  });
  const verdict = differences.length === 0 ? "agrees" : `differs in ${differences.length} places`;
  console.log(`ledger ${verdict}; ${sums.join("; ") || "empty"}`);
  process.exitCode = differences.length === 0 ? 0 : 1;
});
