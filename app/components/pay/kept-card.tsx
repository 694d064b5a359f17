import { cardInWords, isCardExpired } from "~/domain/saved-card";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { CardNews, PayView } from "./view";

/** The card that is kept, and the button that ends that; on every page that a debtor with one can see. */
export function KeptCard({ words, page, today }: PayView) {
  if (!page.card) return null;
  const card = cardInWords(page.card);
  const isExpired = isCardExpired(page.card, today);
  return (
    <form method="post" className="answers quiet screen">
      <p className="soft">
        {words.say(isExpired ? "cardExpired" : "cardKept", { card, vendor: page.vendor.name })}
      </p>
      <button name="intent" value="remove_card">
        {words.say("removeCard")}
      </button>
    </form>
  );
}

/** What just happened to the card: said once, before anything else. */
export function CardNote({ words, page, cardNews }: PayView) {
  if (!cardNews) return null;
  const { key, tone } = news[cardNews];
  const needsCard = key === "cardDeclined" || key === "cardNeedsApproval" || key === "cardRefused";
  if (needsCard && !page.card) return null;
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
