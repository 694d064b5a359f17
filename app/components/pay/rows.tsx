import { dateInWords, dueInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import {
  restValue,
  rowsShown,
  type OwedBalance,
  type OwingGroup,
  type PayPageState,
} from "~/domain/pay-link/pay-page";
import { capital } from "./capital";
import type { PayView } from "./view";

type OwingView = PayView & { state: Extract<PayPageState, { kind: "owing" }> };

export function Single({ view: { words }, balance }: { view: OwingView; balance: OwedBalance }) {
  return (
    <div className="rows">
      <input type="hidden" name="balance" value={balance.reference} />
      <p className="row only">
        <bdi>{balance.description ?? balance.reference}</bdi>
        <Details words={words} balance={balance} />
      </p>
    </div>
  );
}

/** @param typed what was ticked when the form came back; null at first. */
export function Rows({
  view: { words, state },
  group,
  typed,
}: {
  view: OwingView;
  group: OwingGroup;
  typed: URLSearchParams | null;
}) {
  const { language } = words;
  const shown = group.balances.slice(0, rowsShown);
  const rest = group.balances.slice(rowsShown);
  const canTick = group.ticked.length > 0;
  const isTicked = (value: string, balances: readonly OwedBalance[]) =>
    typed === null
      ? balances.every((balance) => group.ticked.includes(balance))
      : typed.getAll("balance").includes(value);
  const restMinor = rest.reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
  return (
    <ul className="rows">
      {shown.map((balance) => (
        <li key={balance.id}>
          <label className="row">
            {canTick ? (
              <Tick value={balance.reference} checked={isTicked(balance.reference, [balance])} />
            ) : (
              <i />
            )}
            <bdi>{balance.description ?? balance.reference}</bdi>
            <b>{formatMoney(money(balance.outstandingMinor, group.currency), language)}</b>
            <small>{capital(dueInWords(balance.dueOn, { language, today: state.today }), language)}</small>
            <Details words={words} balance={balance} />
          </label>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <label className="row">
            {canTick ? <Tick value={restValue} checked={isTicked(restValue, rest)} /> : <i />}
            <span>{words.say("moreBalances", { count: rest.length })}</span>
            <b>{formatMoney(money(restMinor, group.currency), language)}</b>
            <small>{restInWords(rest, words.language, state.today)}</small>
          </label>
        </li>
      )}
    </ul>
  );
}

function Tick({ value, checked }: { value: string; checked: boolean }) {
  return <input type="checkbox" className="tick" name="balance" value={value} defaultChecked={checked} />;
}

/** The vendor's own number for it, where that is not its name already, and how much of it was paid. */
function Details({ words, balance }: { words: PayView["words"]; balance: OwedBalance }) {
  const { reference, description, outstandingMinor, amountMinor } = balance;
  return (
    <>
      {description !== null && (
        <small>
          <bdi>{words.say("reference", { reference })}</bdi>
        </small>
      )}
      {outstandingMinor !== amountMinor && <small>{leftOf(words, balance)}</small>}
    </>
  );
}

function leftOf(words: PayView["words"], { outstandingMinor, amountMinor, currency }: OwedBalance): string {
  const [left, whole] = [outstandingMinor, amountMinor].map((minor) =>
    formatMoney(money(minor, currency), words.language),
  );
  return words.say("leftOf", { left: left ?? "", whole: whole ?? "" });
}

function restInWords(rest: readonly OwedBalance[], language: string, today: string): string {
  const dates = [rest[0], rest.at(-1)].flatMap((balance) =>
    balance ? [dateInWords(balance.dueOn, { language, today })] : [],
  );
  return [...new Set(dates)].join(" – ");
}
