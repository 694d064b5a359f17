import { cardInWords, isCardExpired } from "~/domain/saved-card";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { CardNews, PayView } from "./view";

/** The card that is kept, and the button that ends that; on every page that a debtor with one can see. */
export function KeptCard({ words, page, today }: PayView) {
  if (!page.card) return null;
  const card = cardInWords(page.card);
  const isExpired = isCardExpired(page.card, today);
  return (
    <section className="answers quiet screen">
      <details name="answer">
        <summary>{words.say(isExpired ? "cardExpired" : "cardKept", { card })}</summary>
        <form method="post">
          <p>{words.say(page.plan ? "cardKeptForPlan" : "cardKeptText", { vendor: page.vendor.name })}</p>
          <button name="intent" value="remove_card">
            {words.say("removeCard")}
          </button>
        </form>
      </details>
    </section>
  );
}

/** What just happened to the card: said once, before anything else. */
export function CardNote({ words, page, cardNews }: PayView) {
  if (!cardNews) return null;
  const { key, tone } = news[cardNews];
  // The address may be an old one: it says nothing that the card's own row does not bear out.
  const isTrue = cardNews === "gone" || (cardNews === "removed") === (page.card === null);
  if (!isTrue) return null;
  return (
    <p className={`note ${tone}`} role="status">
      {words.say(key, { card: page.card ? cardInWords(page.card) : "" })}
    </p>
  );
}

const news: Record<CardNews, { key: MessageKey; tone: "good" | "bad" }> = {
  removed: { key: "cardRemoved", tone: "good" },
  gone: { key: "cardGone", tone: "bad" },
  declined: { key: "cardDeclined", tone: "bad" },
  needs_authentication: { key: "cardNeedsApproval", tone: "bad" },
  refused: { key: "cardRefused", tone: "bad" },
};
