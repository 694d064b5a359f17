import { dateInWords, dueInWords } from "~/domain/dates";
import { formatMoney, money } from "~/domain/money";
import {
  balancesPerPage,
  restValue,
  rowsShown,
  type OwedBalance,
  type OwingGroup,
  type PayPageState,
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
      <Heading {...view} />
      {state.groups.map((group) => (
        <PayForm key={group.currency} view={view} group={group} />
      ))}
      {page.moreBalances && (
        <p className="after soft">{words.say("moreThanShown", { count: balancesPerPage })}</p>
      )}
      <Answers {...view} />
    </>
  );
}

/** By name, and how much. Sums in several currencies stand side by side, since no one total would be true. */
function Heading({ words, page, state }: OwingView) {
  const { language } = words;
  const { name } = page.debtor;
  const [group, another] = state.groups;
  const totals = state.groups.map(({ total }) => formatMoney(total, language));
  return (
    <h1>
      {name ? words.say("outstanding", { name }) : words.say("outstandingNoName")}
      {group && !another && <LargeAmount amount={group.total} language={language} />}
      {another && <strong className="long">{new Intl.ListFormat(language).format(totals)}</strong>}
    </h1>
  );
}

function PayForm({ view, group }: { view: OwingView; group: OwingGroup }) {
  const { words, state } = view;
  const { language } = words;
  const returned =
    view.returned?.intent === "pay" && view.returned.typed.get("currency") === group.currency
      ? view.returned
      : null;
  const several = group.balances.length > 1;
  const total = formatMoney(group.total, language);
  const isOnly = state.groups.length === 1;
  return (
    <form method="post" className={isOnly ? undefined : "answers"}>
      {!isOnly && (
        <h2>
          <LargeAmount amount={group.total} language={language} />
        </h2>
      )}
      <p>
        {groupInWords(view, group)}
        {several && <span className="soft"> {words.say("untickHint")}</span>}
      </p>
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
      <p className="soft">{words.say("payHint")}</p>
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
  const sentence = words.say("severalBalances", {
    count,
    due: isSame ? due : words.say("dueOldest", { due }),
  });
  if (notYetDue.amountMinor === 0n || isSame) return `${sentence}.`;
  return `${sentence}. ${words.say("ofWhichNotDue", { amount: formatMoney(notYetDue, language) })}.`;
}

function Single({ view: { words }, balance }: { view: OwingView; balance: OwedBalance }) {
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

function Rows({
  view: { words, state },
  group,
  ticked,
}: {
  view: OwingView;
  group: OwingGroup;
  ticked: URLSearchParams | null;
}) {
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
            <Tick value={restValue} checked={isTicked(restValue)} />
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
