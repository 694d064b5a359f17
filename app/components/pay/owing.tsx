import { dateInWords, dueInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import {
  balancesPerPage, restValue, rowsShown, type OwedBalance, type OwingGroup, type PayPageState,
} from "~/domain/pay-link/pay-page";
import { LargeAmount } from "./amount";
import { Answers } from "./answers";
import { Standing } from "./standing";
import type { PayView, ReturnedForm } from "./view";

type Owing = Extract<PayPageState, { kind: "owing" }>;
type OwingView = PayView & { state: Owing };

/** The page as it is mostly met: what is outstanding, one button, and the answers as quiet rows below. */
export function OwingPage(view: OwingView) {
  const { words, page, state } = view;
  return (
    <>
      <Standing {...view} />
      {state.groups.map((group, index) => (
        <PayForm key={group.currency} view={view} group={group} isFirst={index === 0} />
      ))}
      {page.moreBalances && <p className="after soft">{words.say("moreThanShown", { count: balancesPerPage })}</p>}
      <Answers {...view} />
    </>
  );
}

function PayForm({ view, group, isFirst }: { view: OwingView; group: OwingGroup; isFirst: boolean }) {
  const { words, page } = view;
  const { language } = words;
  const returned = view.returned?.intent === "pay" && view.returned.typed.get("currency") === group.currency
    ? view.returned
    : null;
  const several = group.balances.length > 1;
  const total = formatMoney(group.total, language);
  const Heading = isFirst ? "h1" : "h2";
  const name = page.debtor.name;
  return (
    <form method="post" className={isFirst ? undefined : "answers"}>
      <Heading>
        {isFirst && (name ? words.say("outstanding", { name }) : words.say("outstandingNoName"))}
        <LargeAmount amount={group.total} language={language} />
      </Heading>
      <p>{groupInWords(view, group)}</p>
      <input type="hidden" name="currency" value={group.currency} />
      {several ? (
        <Rows view={view} group={group} ticked={returned?.typed ?? null} />
      ) : (
        group.balances.map((balance) => <Single key={balance.id} view={view} balance={balance} />)
      )}
      <div className="pay">
        <Problem view={view} returned={returned} />
        <button name="intent" value="pay">
          {several ? (
            <>
              <span className="all">{words.say("payAll", { amount: total })}</span>
              <span className="some">{words.say("payTicked")}</span>
              <span className="plain">{words.say("payPlain")}</span>
            </>
          ) : (
            words.say("payAll", { amount: total })
          )}
        </button>
      </div>
      <p className="soft">
        {several && `${words.say("untickHint")} `}
        {words.say("payHint")}
      </p>
    </form>
  );
}

function groupInWords({ words, state }: OwingView, { balances, notYetDue }: OwingGroup): string {
  const { language } = words;
  const [oldest, another] = balances;
  if (!oldest) return "";
  const due = dueInWords(oldest.dueOn, { language, today: state.today });
  if (!another) return capital(due, language);
  const isSame = balances.every(({ dueOn }) => dueOn === oldest.dueOn);
  const count = balances.length;
  const sentence = words.say("severalBalances", { count, due: isSame ? due : words.say("dueOldest", { due }) });
  if (notYetDue.amountMinor === 0n || isSame) return `${sentence}.`;
  return `${sentence}. ${words.say("ofWhichNotDue", { amount: formatMoney(notYetDue, language) })}.`;
}

function Single({ view: { words }, balance }: { view: OwingView; balance: OwedBalance }) {
  return (
    <div className="rows">
      <p className="row">
        <input type="hidden" name="balance" value={balance.reference} />
        <span>
          <What words={words} balance={balance} />
          {balance.outstandingMinor !== balance.amountMinor && <small>{leftOf(words, balance)}</small>}
        </span>
      </p>
    </div>
  );
}

function Rows(
  { view: { words, state }, group, ticked }: { view: OwingView; group: OwingGroup; ticked: URLSearchParams | null },
) {
  const { language } = words;
  const shown = group.balances.slice(0, rowsShown);
  const rest = group.balances.slice(rowsShown);
  const isTicked = (value: string) => ticked === null || ticked.getAll("balance").includes(value);
  const restMinor = rest.reduce((total, { outstandingMinor }) => total + outstandingMinor, 0n);
  return (
    <ul className="rows">
      {shown.map((balance) => (
        <li key={balance.id}>
          <label className="row">
            <Tick value={balance.reference} checked={isTicked(balance.reference)} />
            <span>
              <What words={words} balance={balance} />
              <small>{capital(dueInWords(balance.dueOn, { language, today: state.today }), language)}</small>
              {balance.outstandingMinor !== balance.amountMinor && <small>{leftOf(words, balance)}</small>}
            </span>
            <b>{formatMoney(money(balance.outstandingMinor, group.currency), language)}</b>
          </label>
        </li>
      ))}
      {rest.length > 0 && (
        <li>
          <label className="row">
            <Tick value={restValue} checked={isTicked(restValue)} />
            <span>
              {words.say("moreBalances", { count: rest.length })}
              <small>{restInWords(rest, words.language, state.today)}</small>
            </span>
            <b>{formatMoney(money(restMinor, group.currency), language)}</b>
          </label>
        </li>
      )}
    </ul>
  );
}

function Tick({ value, checked }: { value: string; checked: boolean }) {
  return <input type="checkbox" className="tick" name="balance" value={value} defaultChecked={checked} />;
}

/** What it is for, and the vendor's own number for it. */
function What({ words, balance }: { words: PayView["words"]; balance: OwedBalance }) {
  if (balance.description === null) return <bdi>{balance.reference}</bdi>;
  return (
    <>
      <bdi>{balance.description}</bdi>
      <small>
        <bdi>{words.say("reference", { reference: balance.reference })}</bdi>
      </small>
    </>
  );
}

function leftOf(words: PayView["words"], { outstandingMinor, amountMinor, currency }: OwedBalance): string {
  const [left, whole] = [outstandingMinor, amountMinor].map((minor) => formatMoney(money(minor, currency), words.language));
  return words.say("leftOf", { left: left ?? "", whole: whole ?? "" });
}

function restInWords(rest: readonly OwedBalance[], language: string, today: string): string {
  const dates = [rest[0], rest.at(-1)].flatMap((balance) => (balance ? [dateInWords(balance.dueOn, { language, today })] : []));
  return [...new Set(dates)].join(" – ");
}

function Problem({ view: { words, page }, returned }: { view: OwingView; returned: ReturnedForm | null }) {
  if (!returned?.problem) return null;
  const { key, minimum } = returned.problem;
  const values = { vendor: page.vendor.name, minimum: minimum ? formatMoney(minimum, words.language) : "" };
  return (
    <p className="note bad" role="alert">
      {words.say(key, values)}
    </p>
  );
}

/** A phrase that stands alone begins with a capital. */
function capital(text: string, language: string): string {
  const [first = ""] = text;
  return first.toLocaleUpperCase(language) + text.slice(first.length);
}
