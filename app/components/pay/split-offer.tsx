import { formatMoney, money } from "~/domain/money";
import type { OwingGroup } from "~/domain/pay-link/pay-page";
import { splitEvenly } from "~/domain/plan/split";
import { planFrequencies } from "~/domain/vocabulary";
import { frequencyKeys, type PayView } from "./view";

/** A quiet row that opens to two choices; what they come to is shown whole before anything is agreed. */
export function SplitOffer({ words, group }: Pick<PayView, "words"> & { group: OwingGroup }) {
  const { planCounts, payNow, limits, currency } = group;
  if (planCounts.length === 0) return null;
  const largest = (count: number) => splitEvenly(payNow.amountMinor, count, limits.stepMinor)[0] ?? 0n;
  return (
    <details name="answer" className="part">
      <summary>{words.say("splitOption")}</summary>
      <div className="fold">
        <label className="label" htmlFor={`count-${currency}`}>
          {words.say("splitCount")}
        </label>
        <select id={`count-${currency}`} className="field" name="count">
          {planCounts.map((count) => (
            <option key={count} value={count}>
              {words.say("splitCountOption", {
                count,
                amount: formatMoney(money(largest(count), currency), words.language),
              })}
            </option>
          ))}
        </select>
        <label className="label" htmlFor={`frequency-${currency}`}>
          {words.say("splitFrequency")}
        </label>
        <select id={`frequency-${currency}`} className="field" name="frequency" defaultValue="monthly">
          {planFrequencies.map((frequency) => (
            <option key={frequency} value={frequency}>
              {words.say(frequencyKeys[frequency])}
            </option>
          ))}
        </select>
        <p className="hint">{words.say("splitHint")}</p>
        <div className="quiet">
          <button name="intent" value="split">
            {words.say("splitShow")}
          </button>
        </div>
      </div>
    </details>
  );
}
