import { dueInWords } from "~/domain/dates";
import { formatMoney } from "~/domain/money";
import type { OwingGroup, PayPageState } from "~/domain/pay-link/pay-page";
import { capital } from "./capital";
import type { PayView } from "./view";

/** How many balances, since when the oldest is due, and what of them is not due yet. */
export function groupInWords(
  { words, state }: PayView & { state: Extract<PayPageState, { kind: "owing" }> },
  { balances, notYetDue }: OwingGroup,
): string {
  const { language } = words;
  const [oldest, another] = balances;
  if (!oldest) return "";
  const due = dueInWords(oldest.dueOn, { language, today: state.today });
  if (!another) return capital(due, language);
  const isSame = balances.every(({ dueOn }) => dueOn === oldest.dueOn);
  const count = balances.length;
  const sentence = words.say("severalBalances", {
    count,
    due: isSame ? due : words.say("dueOldest", { due }),
  });
  if (notYetDue.amountMinor === 0n || isSame) return `${sentence}.`;
  return `${sentence}. ${words.say("ofWhichNotDue", { amount: formatMoney(notYetDue, language) })}.`;
}
