import type { ReactNode } from "react";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { formatMoney } from "~/domain/money";
import type { PayPageState } from "~/domain/pay-link/pay-page";
import { LargeAmount } from "./amount";
import { CardNote, KeptCard } from "./kept-card";
import type { PayView } from "./view";

/** A page that says one thing. */
export function ShortPage({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <>
      <h1 className="title">{title}</h1>
      {text && <p className="after">{text}</p>}
      {children}
    </>
  );
}

/**
 * A link that has ended does not end the matter: a new one goes to the contact on file, which is not shown
 * here.
 */
export function EndedLinkPage({ words, page, title }: PayView & { title: MessageKey }) {
  return (
    <ShortPage title={words.say(title)} text={words.say("freshLinkText", { vendor: page.vendor.name })}>
      <form method="post">
        <div className="pay">
          <button name="intent" value="fresh_link">
            {words.say("freshLinkSend")}
          </button>
        </div>
      </form>
    </ShortPage>
  );
}

/**
 * Stripe has sent the browser back, or was asked to charge the kept card; our own rows do not say yet what
 * became of the payment.
 */
export function ConfirmingPage({
  words,
  state,
  isLong,
  again,
}: PayView & { state: Extract<PayPageState, { kind: "confirming" }>; isLong: boolean; again: string }) {
  return (
    <ShortPage
      title={words.say("confirmingTitle")}
      text={words.say(isLong ? "confirmingLongText" : "confirmingText")}
    >
      {!isLong && <div className="wait" />}
      {isLong && state.checkoutId !== null ? (
        <form method="post" className="quiet after">
          <button name="intent" value="look_again">
            {words.say("lookAgain")}
          </button>
        </form>
      ) : (
        <p className="after">
          <a className="tall" href={again}>
            {words.say("lookAgain")}
          </a>
        </p>
      )}
    </ShortPage>
  );
}

/** A bank debit that covers all there was to pay. */
export function ProcessingPage({
  state,
  ...view
}: PayView & { state: Extract<PayPageState, { kind: "processing" }> }) {
  const { words } = view;
  const { language } = words;
  const amounts = state.payments.map(({ amount }) => formatMoney(amount, language));
  return (
    <>
      <CardNote {...view} state={state} />
      <h1>
        {words.say("processingTitle")}
        {state.payments.map(({ amount }, index) => (
          <LargeAmount key={index} amount={amount} language={language} />
        ))}
      </h1>
      <p className="after">
        {words.say("processingText", { amount: new Intl.ListFormat(language).format(amounts) })}
      </p>
      <KeptCard {...view} state={state} />
    </>
  );
}
