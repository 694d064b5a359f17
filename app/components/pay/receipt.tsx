import { civilDateAt, fullDateInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import type { PayPageState, Receipt } from "~/domain/pay-link/pay-page";
import { LargeAmount } from "./amount";
import { CardNote, KeptCard } from "./kept-card";
import type { PayView } from "./view";

/**
 * Up to here a receipt lists its lines one by one; the rest are summed, to keep the page one small document.
 */
const linesShown = 60;

/**
 * Proof of what was paid: shown when nothing is left to pay, and whenever an earlier receipt is asked for.
 */
export function ReceiptPage(view: PayView & { state: Extract<PayPageState, { kind: "receipt" }> }) {
  const { words, page, state } = view;
  const { receipt, older, settled } = state;
  const { language } = words;
  return (
    <>
      <CardNote {...view} />
      <h1 className="done">
        {words.say("paidTitle")}
        <LargeAmount amount={receipt.total} language={language} />
      </h1>
      {settled && <p>{words.say("paidThanks", { vendor: page.vendor.name })}</p>}
      <Facts view={view} receipt={receipt} />
      {!settled && (
        <p className="screen">
          <a className="tall" href="?">
            {words.say("backToBalances")}
          </a>
        </p>
      )}
      <p className="soft screen">{words.say("receiptPrint")}</p>
      <KeptCard {...view} />
      {older.length > 0 && (
        <section className="answers screen">
          <h2>{words.say("receiptsOlder")}</h2>
          {older.map((other) => (
            <p key={other.number}>
              <a className="tall" href={`?receipt=${other.number}`}>
                {words.say("receiptLine", {
                  number: String(other.number),
                  date: dateOf(view, other),
                  amount: formatMoney(other.total, language),
                })}
              </a>
            </p>
          ))}
        </section>
      )}
    </>
  );
}

function Facts({ view, receipt }: { view: PayView; receipt: Receipt }) {
  const { words, page } = view;
  const say = (amountMinor: bigint) =>
    formatMoney(money(amountMinor, receipt.total.currency), words.language);
  const shown = receipt.lines.slice(0, linesShown);
  const rest = receipt.lines.slice(linesShown);
  return (
    <>
      <dl className="facts">
        <Fact name={words.say("receiptNumber")} value={String(receipt.number)} />
        <Fact name={words.say("receiptFrom")} value={page.vendor.name} />
        <Fact name={words.say("receiptDate")} value={dateOf(view, receipt)} />
        {receipt.methodLabel && <Fact name={words.say("receiptMethod")} value={receipt.methodLabel} />}
      </dl>
      <dl className="facts lines">
        {shown.map(({ reference, description, amountMinor }, index) => (
          <Fact
            key={index}
            name={description === null ? reference : `${description}, ${reference}`}
            value={say(amountMinor)}
          />
        ))}
        {rest.length > 0 && (
          <Fact
            name={words.say("receiptMore", { count: rest.length })}
            value={say(rest.reduce((total, { amountMinor }) => total + amountMinor, 0n))}
          />
        )}
        {receipt.unappliedMinor > 0n && (
          <Fact
            name={words.say("receiptUnapplied", { vendor: page.vendor.name })}
            value={say(receipt.unappliedMinor)}
          />
        )}
        <Fact name={words.say("receiptTotal")} value={formatMoney(receipt.total, words.language)} isSum />
      </dl>
      {receipt.returned.length > 0 && (
        <dl className="facts">
          {receipt.returned.map(({ kind, at, amountMinor }, index) => (
            <Fact
              key={index}
              name={words.say(returnedWords[kind], { date: dayOf(view, at) })}
              value={say(amountMinor)}
            />
          ))}
        </dl>
      )}
    </>
  );
}

const returnedWords = {
  refunded: "receiptRefunded",
  refunding: "receiptRefunding",
  taken_back: "receiptTakenBack",
} as const;

function Fact({ name, value, isSum = false }: { name: string; value: string; isSum?: boolean }) {
  return (
    <div className={isSum ? "sum" : undefined}>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

function dateOf(view: PayView, { receivedAt }: Receipt): string {
  return dayOf(view, receivedAt);
}

function dayOf({ words, page }: PayView, at: Date): string {
  const zone = page.debtor.timeZone ?? page.vendor.timeZone;
  return fullDateInWords(civilDateAt(at, zone), { language: words.language });
}
