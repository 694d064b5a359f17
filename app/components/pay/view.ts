import type { CivilDate } from "~/domain/dates";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { Words } from "~/domain/debtor-language/words";
import type { Money } from "~/domain/money";
import type { PayPage, PayPageState } from "~/domain/pay-link/pay-page";
import type { ScheduledInstalment } from "~/domain/plan/calendar";
import type { AnswerKind, PlanFrequency } from "~/domain/vocabulary";

/** What the components are given to draw a page for the holder of a link. */
export interface PayView {
  words: Words;
  page: PayPage;
  /** The date it is where the debtor is. */
  today: CivilDate;
  state: PayPageState;
  /** Set when a form comes back because something in it cannot be taken. */
  returned: ReturnedForm | null;
  /** What just happened to the kept card, as the address says; shown, and never acted on. */
  cardNews?: CardNews | null;
  /** Whether the address says that the debtor just chose how to be reached. */
  reachSaved?: boolean;
  /** A plan that was chosen, shown before it is agreed to. */
  split?: SplitView | null;
}

/** A plan as it would be, and what its form sends back. */
export interface SplitView {
  total: Money;
  frequency: PlanFrequency;
  firstOn: CivilDate;
  schedule: readonly ScheduledInstalment[];
  ticks: readonly string[];
  problem: MessageKey | null;
}

export const frequencyKeys = {
  weekly: "everyWeek",
  fortnightly: "everyFortnight",
  monthly: "everyMonth",
} as const satisfies Record<PlanFrequency, MessageKey>;

export const cardNews = ["removed", "gone", "declined", "needs_authentication", "refused"] as const;
export type CardNews = (typeof cardNews)[number];

/** A form as it was sent, with what stands in its way. */
export interface ReturnedForm {
  intent: "pay" | "reach" | AnswerKind;
  /** What concerns the form as a whole. */
  problem: { key: MessageKey; amounts?: Amounts } | null;
  /** The first problem of each field, by name. */
  errors: Readonly<Record<string, MessageKey>>;
  /** What was typed and ticked, by name. */
  typed: URLSearchParams;
  /** Amounts that the problems speak of. */
  amounts?: Amounts;
  /** The sum of what is ticked, to be said before a card is charged with it. */
  confirm?: Money;
}

type Amounts = Readonly<Record<string, Money>>;

/** Everything a page can be besides one that belongs to a link. */
export type PlainPage = "not_found" | "too_big" | "fresh_link_asked";
