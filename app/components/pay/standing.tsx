import { civilDateAt, dateInWords } from "~/domain/dates";
import type { Words } from "~/domain/debtor-language/words";
import { formatMoney } from "~/domain/money";
import type { PayPage, PayPageState } from "~/domain/pay-link/pay-page";
import type { PayView } from "./view";

/**
 * What has happened so far, said before anything is asked: a failed try, what is on its way, what was paid,
 * answered.
 */
export function Standing({
  words,
  page,
  state,
}: PayView & { state: Extract<PayPageState, { kind: "owing" }> }) {
  const { language } = words;
  const [latest] = page.receipts;
  const zone = page.debtor.timeZone ?? page.vendor.timeZone;
  return (
    <>
      {state.paymentFailed && (
        <p className="note bad" role="alert">
          {words.say("paymentFailed")}
        </p>
      )}
      {page.processing.map(({ amount }, index) => (
        <p key={index} className="note">
          {words.say("processingPart", { amount: formatMoney(amount, language) })}
        </p>
      ))}
      {page.confirming.map(({ amount, checkoutId }) => (
        <p key={checkoutId} className="note">
          {words.say("confirmingPart", { amount: formatMoney(amount, language) })}
        </p>
      ))}
      {page.answer && (
        <p className="note">
          {answerInWords(page.answer, { words, page, today: state.today })} {words.say("payAnyway")}
        </p>
      )}
      {latest && (
        <p className="note good">
          {words.say("paidPart", {
            amount: formatMoney(latest.total, language),
            date: dateInWords(civilDateAt(latest.receivedAt, zone), { language, today: state.today }),
          })}{" "}
          <a href={`?receipt=${latest.number}`}>
            {words.say("seeReceipt", { number: String(latest.number) })}
          </a>
        </p>
      )}
    </>
  );
}

function answerInWords(
  answer: NonNullable<PayPage["answer"]>,
  { words, page, today }: { words: Words; page: PayPage; today: string },
): string {
  const vendor = page.vendor.name;
  switch (answer.kind) {
    case "promise_to_pay": {
      const { promisedOn } = answer;
      if (promisedOn === today) return words.say("saidPromiseToday");
      const date = dateInWords(promisedOn ?? today, { language: words.language, today });
      return words.say(promisedOn !== null && promisedOn < today ? "saidPromisePast" : "saidPromise", {
        date,
      });
    }
    case "partial":
      return words.say("saidPartial", {
        vendor,
        amount: answer.amount ? formatMoney(answer.amount, words.language) : "",
      });
    case "already_paid":
      return words.say("saidPaid", { vendor });
    case "dispute": {
      const about = page.balances.filter(({ id }) => answer.balanceIds.includes(id));
      if (about.length === page.balances.length || about.length === 0)
        return words.say("saidDispute", { vendor });
      const references = new Intl.ListFormat(words.language).format(about.map(({ reference }) => reference));
      return words.say("saidDisputeOf", { vendor, references });
    }
    case "refusal":
    case "wrong_person":
      return words.say("saidRefusal", { vendor });
  }
}
