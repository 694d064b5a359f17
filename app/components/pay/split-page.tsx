import { fullDateInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import { noticeDays } from "~/domain/plan/calendar";
import { retryAfterDays } from "~/domain/plan/retry";
import { LargeAmount } from "./amount";
import type { PayView, SplitView } from "./view";

/** Every date and amount of a plan, what happens when a charge fails, and one button that agrees to it. */
export function SplitPage({ words, page, split }: PayView & { split: SplitView }) {
  const { total, frequency, firstOn, schedule, ticks, problem } = split;
  const { language } = words;
  const vendor = page.vendor.name;
  const [first] = schedule;
  const say = (amountMinor: bigint) => formatMoney(money(amountMinor, total.currency), language);
  const [after, again] = retryAfterDays[frequency];
  return (
    <>
      {problem && (
        <p className="note bad" role="alert">
          {words.say(problem, { vendor })}
        </p>
      )}
      <h1>
        {words.say("splitIntro", { vendor, count: schedule.length })}
        <LargeAmount amount={total} language={language} />
      </h1>
      <ol className="rows">
        {schedule.map(({ number, dueOn, amountMinor }) => (
          <li key={number} className="row">
            <span>{number}.</span>
            <span>{number === 1 ? words.say("splitToday") : fullDateInWords(dueOn, { language })}</span>
            <b>{say(amountMinor)}</b>
          </li>
        ))}
      </ol>
      <p className="after">{words.say("splitNotice", { days: noticeDays })}</p>
      <p className="after">{words.say("splitFailing", { after: after ?? 0, again: again ?? 0, vendor })}</p>
      <p className="after">{words.say("splitFree")}</p>
      <form method="post">
        <input type="hidden" name="currency" value={total.currency} />
        <input type="hidden" name="count" value={schedule.length} />
        <input type="hidden" name="frequency" value={frequency} />
        <input type="hidden" name="total" value={String(total.amountMinor)} />
        <input type="hidden" name="first" value={firstOn} />
        {ticks.map((tick) => (
          <input key={tick} type="hidden" name="balance" value={tick} />
        ))}
        <p className="after">
          <strong>{words.say("splitConsent", { vendor })}</strong>
        </p>
        {/* Not kept in reach like the button that pays: what is agreed to is read first. */}
        <p className="after">
          <button name="intent" value="split_agree">
            {words.say("splitAgree", { amount: say(first?.amountMinor ?? 0n) })}
          </button>
        </p>
        <p className="soft after">{words.say("payHint")}</p>
      </form>
      <p className="after">
        <a className="tall" href="?">
          {words.say("splitBack")}
        </a>
      </p>
    </>
  );
}
