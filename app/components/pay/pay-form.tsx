import { formatMoney, money, type Money } from "~/domain/money";
import { payableCard, type OwingGroup, type PageCard, type PayPageState } from "~/domain/pay-link/pay-page";
import { writeAmount } from "~/domain/pay-link/written-amount";
import { cardInWords } from "~/domain/saved-card";
import { fitOf } from "~/domain/charge-limits";
import { LargeAmount } from "./amount";
import { groupInWords } from "./group-in-words";
import { Rows, Single } from "./rows";
import { SplitOffer } from "./split-offer";
import type { PayView, ReturnedForm } from "./view";

type OwingView = PayView & { state: Extract<PayPageState, { kind: "owing" }> };

interface FormView {
  view: OwingView;
  group: OwingGroup;
  returned: ReturnedForm | null;
  card: PageCard | null;
}

/** What is outstanding in one currency, and the ways to pay it. */
export function PayForm({ view, group }: { view: OwingView; group: OwingGroup }) {
  const { words, state, page } = view;
  const returned =
    view.returned?.intent === "pay" && view.returned.typed.get("currency") === group.currency
      ? view.returned
      : null;
  const card = payableCard(page, state.today);
  const form = { view, group, returned, card };
  const several = group.balances.length > 1;
  const isOnly = state.groups.length === 1;
  return (
    <form method="post" className={classOf({ isOnly, isQuiet: page.plan !== null })}>
      {/* What Enter presses in a field: it leads to Stripe's page, and never charges a card by itself. */}
      {(card ?? group.part) && <button hidden name="intent" value="enter" />}
      {!isOnly && (
        <h2>
          <LargeAmount amount={group.total} language={words.language} />
        </h2>
      )}
      <p>
        {groupInWords(view, group)}
        {several && group.ticked.length > 0 && <span className="soft"> {words.say("untickHint")}</span>}
      </p>
      <input type="hidden" name="currency" value={group.currency} />
      {several ? (
        <Rows view={view} group={group} typed={returned?.typed ?? null} />
      ) : (
        group.balances.map((balance) => <Single key={balance.id} view={view} balance={balance} />)
      )}
      <Limits view={view} group={group} />
      {group.ticked.length > 0 ? <Ways {...form} /> : <Problem {...form} />}
    </form>
  );
}

/** While a plan runs nothing has to be paid here, so no button calls for it. */
function classOf({ isOnly, isQuiet }: { isOnly: boolean; isQuiet: boolean }): string | undefined {
  return [!isOnly && "answers", isQuiet && "quiet"].filter(Boolean).join(" ") || undefined;
}

/** What cannot be paid online, or not by itself, said before anybody tries. */
function Limits({ view: { words, page }, group }: { view: OwingView; group: OwingGroup }) {
  const { currency, limits, balances, total, ticked } = group;
  const say = (amountMinor: bigint) => formatMoney(money(amountMinor, currency), words.language);
  const values = {
    amount: say(total.amountMinor),
    minimum: say(limits.minimumMinor ?? 1n),
    vendor: page.vendor.name,
    currency,
  };
  const isSome = (fit: ReturnType<typeof fitOf>) =>
    balances.some(({ outstandingMinor }) => fitOf(outstandingMinor, limits) === fit);
  if (ticked.length === 0) {
    const { email, phone } = page.vendor;
    return (
      <p className="note">
        {words.say(group.fit === "not_exact" ? "notExactAlone" : "tooSmallAlone", values)}{" "}
        <a href={phone === null ? `mailto:${email}` : `tel:${phone}`}>
          <bdi>{phone ?? email}</bdi>
        </a>
      </p>
    );
  }
  if (group.fit === "not_exact") return <p className="soft after">{words.say("notExactHint", values)}</p>;
  if (balances.length > 1 && isSome("too_small"))
    return <p className="soft after">{words.say("bundleHint", values)}</p>;
  return null;
}

function Ways(form: FormView) {
  const { view, group, returned, card } = form;
  const { words, page } = view;
  return (
    <>
      {!card && (
        <label className="choice keep">
          <input
            type="checkbox"
            name="keep"
            value="yes"
            defaultChecked={returned?.typed.get("keep") === "yes"}
          />
          <span>
            {words.say("keepCard")}
            <small>{words.say("keepCardHint", { vendor: page.vendor.name })}</small>
          </span>
        </label>
      )}
      <div className="pay">
        <Problem {...form} />
        {card ? <CardButton {...form} card={card} /> : <PayButton {...form} />}
      </div>
      {card ? (
        <>
          <p className="soft">{words.say("cardHint", { card: cardInWords(card) })}</p>
          <p className="quiet after">
            <button name="intent" value="pay">
              {words.say("payOtherWay")}
            </button>
          </p>
        </>
      ) : (
        <p className="soft">{words.say("payHint")}</p>
      )}
      {group.part && <Part {...form} part={group.part} />}
      <SplitOffer words={words} group={group} />
    </>
  );
}

/** The sum stands on the button while all is ticked that was at first; otherwise Stripe's page shows it. */
function PayButton({ view: { words }, group }: FormView) {
  const amount = formatMoney(group.payNow, words.language);
  return (
    <button name="intent" value="pay">
      {group.balances.length > 1 ? (
        <>
          <span className="all">{words.say("payAll", { amount })}</span>
          <span className="some">{words.say("payTicked")}</span>
          <span className="plain">{words.say("payPlain")}</span>
        </>
      ) : (
        words.say("payAll", { amount })
      )}
    </button>
  );
}

/**
 * One tap: what it says travels with it, and the card is never charged anything else. With other ticks, the
 * page comes back once to say the new sum.
 */
function CardButton({ view: { words }, group, returned, card }: FormView & { card: PageCard }) {
  const stated = returned?.confirm ?? group.payNow;
  const name = cardInWords(card);
  const exact = words.say("payWithCard", { amount: formatMoney(stated, words.language), card: name });
  const isFixed = returned?.confirm !== undefined || group.balances.length === 1;
  return (
    <>
      <input type="hidden" name="card" value={card.id} />
      <input type="hidden" name="said" value={String(stated.amountMinor)} />
      {returned?.confirm && (
        <p className="note">
          {words.say("confirmAmount", { amount: formatMoney(returned.confirm, words.language) })}
        </p>
      )}
      <button name="intent" value="pay_card">
        {isFixed ? (
          exact
        ) : (
          <>
            <span className="all">{exact}</span>
            <span className="some">{words.say("payTickedWithCard", { card: name })}</span>
            <span className="plain">{exact}</span>
          </>
        )}
      </button>
    </>
  );
}

function Part({ view, group, returned, card, part }: FormView & { part: NonNullable<OwingGroup["part"]> }) {
  const { words } = view;
  const { language } = words;
  const error = returned?.errors["part"] ?? null;
  const id = `part-${group.currency}`;
  const amounts = { ...part, ...returned?.amounts };
  const values = inWords(amounts, language);
  return (
    <details name="answer" open={error !== null} className="part">
      <summary>{words.say("partOption")}</summary>
      <div className="fold">
        <label className="label" htmlFor={id}>
          {words.say("partialAmount")}
        </label>
        <p className="hint" id={`${id}-hint`}>
          {words.say("partHint", values)}
        </p>
        {error && (
          <p className="error" id={`${id}-error`}>
            {words.say(error, { ...values, example: writeAmount(part.least, language) })}
          </p>
        )}
        <input
          id={id}
          className="field"
          name="part"
          inputMode="decimal"
          autoComplete="off"
          maxLength={24}
          defaultValue={returned?.typed.get("part") ?? undefined}
          aria-describedby={error ? `${id}-hint ${id}-error` : `${id}-hint`}
          aria-invalid={error ? true : undefined}
          autoFocus={error !== null}
        />
        <div className="quiet">
          {card && (
            <button name="intent" value="pay_part_card">
              {words.say("partWithCard", { card: cardInWords(card) })}
            </button>
          )}
          <button name="intent" value="pay_part">
            {words.say(card ? "payOtherWay" : "payPlain")}
          </button>
        </div>
      </div>
    </details>
  );
}

function Problem({ view: { words, page }, returned }: FormView) {
  if (!returned?.problem) return null;
  const { key, amounts = {} } = returned.problem;
  return (
    <p className="note bad" role="alert">
      {words.say(key, { vendor: page.vendor.name, ...inWords(amounts, words.language) })}
    </p>
  );
}

function inWords(amounts: Readonly<Record<string, Money>>, language: string): Record<string, string> {
  const said = Object.entries(amounts).map(
    ([name, amount]) => [name, formatMoney(amount, language)] as const,
  );
  return Object.fromEntries(said);
}
