import type { ReactNode } from "react";
import { dateInWords } from "~/domain/dates";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { formatMoney, minorDigits, money, type Currency } from "~/domain/money";
import { isDisputeChosen, latestPromise, noteLength } from "~/domain/pay-link/answer";
import type { PayPageState } from "~/domain/pay-link/pay-page";
import type { AnswerKind } from "~/domain/vocabulary";
import type { PayView } from "./view";

type AnswersView = PayView & { state: Extract<PayPageState, { kind: "owing" }> };

/**
 * What can be said instead of, or before, paying: quiet rows, each opening to a form of one or two fields.
 */
export function Answers(view: AnswersView) {
  const { words, page } = view;
  const vendor = page.vendor.name;
  const name = page.debtor.name;
  return (
    <section className="answers quiet">
      <h2>{words.say(page.answer ? "answersChange" : "answersTitle", { vendor })}</h2>
      <PromiseAnswer {...view} />
      <PartialAnswer {...view} />
      <Answer view={view} kind="already_paid" option={words.say("paidOption")} send="paidSend">
        <Note view={view} kind="already_paid" label="paidNote" hint={words.say("paidHint")} />
      </Answer>
      <DisputeAnswer {...view} />
      <Answer view={view} kind="refusal" option={words.say("refusalOption")} send="refusalSend">
        <Note view={view} kind="refusal" label="refusalNote" />
      </Answer>
      <Answer
        view={view}
        kind="wrong_person"
        option={name ? words.say("wrongPersonOption", { name }) : words.say("wrongPersonOptionNoName")}
        send="wrongPersonSend"
      >
        <p>{words.say("wrongPersonText")}</p>
      </Answer>
    </section>
  );
}

function Answer({
  view,
  kind,
  option,
  send,
  children,
}: {
  view: AnswersView;
  kind: AnswerKind;
  option: string;
  send: MessageKey;
  children: ReactNode;
}) {
  const returned = returnedTo(view, kind);
  return (
    <details name="answer" open={returned !== null}>
      <summary>{option}</summary>
      <form method="post" noValidate={returned !== null}>
        {returned?.problem && (
          <p className="error" role="alert">
            {view.words.say(returned.problem.key, { vendor: view.page.vendor.name })}
          </p>
        )}
        {children}
        <button name="intent" value={kind}>
          {view.words.say(send)}
        </button>
      </form>
    </details>
  );
}

function PromiseAnswer(view: AnswersView) {
  const { words, state } = view;
  const { language } = words;
  const latest = latestPromise(state.today);
  const values = { latest: dateInWords(latest, { language, today: state.today }) };
  const field = fieldOf(view, "promise_to_pay", "promisedOn", { hint: true });
  return (
    <Answer view={view} kind="promise_to_pay" option={words.say("promiseOption")} send="promiseSend">
      <Label {...field} text={words.say("promiseDate")} />
      <p className="hint" id={`${field.id}-hint`}>
        {words.say("promiseHint", values)}
      </p>
      <FieldError view={view} field={field} values={values} />
      <input className="field" type="date" required min={state.today} max={latest} {...field.input} />
    </Answer>
  );
}

function PartialAnswer(view: AnswersView) {
  const { words, page, state } = view;
  const { groups } = state;
  const [first] = groups;
  const field = fieldOf(view, "partial", "amount", { hint: true });
  const values = { example: exampleAmount(first?.currency, words.language) };
  const currency = fieldOf(view, "partial", "currency", { hint: false });
  return (
    <Answer view={view} kind="partial" option={words.say("partialOption")} send="partialSend">
      {groups.length > 1 && (
        <fieldset>
          <legend>{words.say("partialCurrency")}</legend>
          <FieldError view={view} field={currency} values={{}} />
          {groups.map(({ currency: code }) => (
            <label key={code} className="choice">
              <input
                type="radio"
                name="currency"
                value={code}
                defaultChecked={currency.input.defaultValue === code}
                required
              />
              {code}
            </label>
          ))}
        </fieldset>
      )}
      <Label {...field} text={words.say("partialAmount")} />
      <p className="hint" id={`${field.id}-hint`}>
        {words.say("partialHint", { vendor: page.vendor.name })}
      </p>
      <FieldError view={view} field={field} values={values} />
      <input
        className="field"
        inputMode="decimal"
        autoComplete="off"
        maxLength={24}
        required
        {...field.input}
      />
    </Answer>
  );
}

/** An example shows how an amount is written; it suggests no sum. */
function exampleAmount(currency: Currency | undefined, language: string): string {
  if (currency === undefined) return "";
  return formatMoney(money(25n * 10n ** BigInt(minorDigits(currency)), currency), language);
}

function DisputeAnswer(view: AnswersView) {
  const { words, state } = view;
  const balances = state.groups.flatMap((group) => group.balances);
  const chosen = returnedTo(view, "dispute")?.typed.getAll("balance");
  const field = fieldOf(view, "dispute", "balance", { hint: false });
  return (
    <Answer view={view} kind="dispute" option={words.say("disputeOption")} send="disputeSend">
      {isDisputeChosen(balances.length) && (
        <fieldset>
          <legend>{words.say("disputeBalances")}</legend>
          <FieldError view={view} field={field} values={{}} />
          {balances.map(({ id, reference, description }) => (
            <label key={id} className="choice">
              <input
                type="checkbox"
                name="balance"
                value={reference}
                defaultChecked={chosen?.includes(reference) ?? false}
              />
              <bdi>{description === null ? reference : `${description}, ${reference}`}</bdi>
            </label>
          ))}
        </fieldset>
      )}
      <Note view={view} kind="dispute" label="disputeNote" />
    </Answer>
  );
}

function Note({
  view,
  kind,
  label,
  hint,
}: {
  view: AnswersView;
  kind: AnswerKind;
  label: MessageKey;
  hint?: string;
}) {
  const field = fieldOf(view, kind, "note", { hint: hint !== undefined });
  return (
    <>
      <Label {...field} text={view.words.say(label)} />
      {hint !== undefined && (
        <p className="hint" id={`${field.id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError view={view} field={field} values={{ vendor: view.page.vendor.name, limit: noteLength }} />
      <textarea
        className="field"
        rows={3}
        maxLength={noteLength}
        required={kind !== "refusal"}
        {...field.input}
      />
    </>
  );
}

function Label({ id, text }: { id: string; text: string }) {
  return (
    <label className="label" htmlFor={id}>
      {text}
    </label>
  );
}

function FieldError({
  view,
  field,
  values,
}: {
  view: AnswersView;
  field: Field;
  values: Record<string, string | number>;
}) {
  if (field.error === null) return null;
  return (
    <p className="error" id={`${field.id}-error`}>
      {view.words.say(field.error, values)}
    </p>
  );
}

type Field = ReturnType<typeof fieldOf>;

/** The names that tie a field to its label, hint and error, and what was typed in it. */
function fieldOf(view: AnswersView, kind: AnswerKind, name: string, { hint }: { hint: boolean }) {
  const returned = returnedTo(view, kind);
  const error = returned?.errors[name] ?? null;
  const id = `${kind}-${name}`;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    id,
    error,
    input: {
      id,
      name,
      defaultValue: returned?.typed.get(name) ?? undefined,
      "aria-describedby": describedBy || undefined,
      "aria-invalid": error === null ? undefined : true,
      autoFocus: error !== null,
    },
  };
}

function returnedTo({ returned }: AnswersView, kind: AnswerKind) {
  return returned?.intent === kind ? returned : null;
}
