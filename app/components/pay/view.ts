import type { MessageKey } from "~/domain/debtor-language/messages";
import type { Words } from "~/domain/debtor-language/words";
import type { Money } from "~/domain/money";
import type { PayPage, PayPageState } from "~/domain/pay-link/pay-page";
import type { AnswerKind } from "~/domain/vocabulary";

/** What the components are given to draw a page for the holder of a link. */
export interface PayView {
  words: Words;
  page: PayPage;
  state: PayPageState;
  /** Set when a form comes back because something in it cannot be taken. */
  returned: ReturnedForm | null;
}

/** A form as it was sent, with what stands in its way. */
export interface ReturnedForm {
  intent: "pay" | AnswerKind;
  /** What concerns the form as a whole. */
  problem: { key: MessageKey; minimum?: Money } | null;
  /** The first problem of each field, by name. */
  errors: Readonly<Record<string, MessageKey>>;
  /** What was typed and ticked, by name. */
  typed: URLSearchParams;
}

/** Everything a page can be besides one that belongs to a link. */
export type PlainPage = "not_found" | "too_big" | "fresh_link_asked";
