import { civilDateAt, dateInWords, fullDateInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import { payableCard, pausesPlan, type PlanInstalment } from "~/domain/pay-link/pay-page";
import { cardInWords } from "~/domain/saved-card";
import type { PayView } from "./view";

/** What comes next of a plan, in one sentence before anything else. */
export function PlanNote(view: PayView) {
  const { words, page, today } = view;
  const next = page.plan?.instalments.find(({ state }) => state === "scheduled" || state === "charging");
  if (!page.plan || !next) return null;
  const card = payableCard(page, today);
  const values = {
    amount: formatMoney(money(next.amountMinor, page.plan.currency), words.language),
    date: dateInWords(chargedOn(view, next), { language: words.language, today }),
    card: card ? cardInWords(card) : "",
    vendor: page.vendor.name,
  };
  const isFailing = next.state === "scheduled" && next.attempts > 0;
  const key = () => {
    if (next.state === "charging") return "planCharging";
    if (pausesPlan(page.answer)) return "planPaused";
    if (isFailing) return "planRetry";
    return card ? "planNext" : "planNextNoCard";
  };
  return <p className={isFailing ? "note bad" : "note good"}>{words.say(key(), values)}</p>;
}

/** The whole schedule, with what is paid ticked off, and the way to end it. */
export function RunningPlan(view: PayView) {
  const { words, page } = view;
  if (!page.plan) return null;
  const { currency, instalments } = page.plan;
  const { language } = words;
  return (
    <section className="answers quiet">
      <h2>{words.say("planTitle")}</h2>
      <ol className="rows">
        {instalments.map((instalment) => (
          <li key={instalment.number} className="row">
            <span aria-hidden="true">{instalment.state === "paid" ? "✓" : `${instalment.number}.`}</span>
            <span>{fullDateInWords(chargedOn(view, instalment), { language })}</span>
            {instalment.state !== "canceled" && (
              <b>{formatMoney(money(instalment.amountMinor, currency), language)}</b>
            )}
            {instalment.state === "paid" && <small>{words.say("planPaid")}</small>}
            {instalment.state === "canceled" && <small>{words.say("planNotNeeded")}</small>}
          </li>
        ))}
      </ol>
      <details name="answer">
        <summary>{words.say("planEnd")}</summary>
        <form method="post">
          <p>{words.say("planEndText", { vendor: page.vendor.name })}</p>
          <button name="intent" value="end_plan">
            {words.say("planEndSend")}
          </button>
        </form>
      </details>
    </section>
  );
}

/** One that is charged later than agreed, after a failure or a pause, is shown on that day. */
function chargedOn({ page }: PayView, { state, attempts, chargeAt, dueOn }: PlanInstalment): string {
  if (state === "paid" || state === "canceled") return dueOn;
  const moved = civilDateAt(chargeAt, page.debtor.timeZone ?? page.vendor.timeZone);
  return attempts > 0 || moved > dueOn ? moved : dueOn;
}
