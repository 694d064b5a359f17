import type { ReactNode } from "react";
import { Badge, type Tone } from "~/components/desk/badge";
import { Fact, Facts } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import {
  disabledReasonText,
  requirementTexts,
  type AccountFacts,
  type AccountStanding,
} from "~/domain/stripe-account";

export interface ShownAccount extends AccountFacts {
  standing: AccountStanding;
  checkedAt: Date | null;
  disconnectedAt: Date | null;
}

const words: Record<AccountStanding, { label: string; tone: Tone; text: string }> = {
  needs_details: {
    label: "Not finished",
    tone: "warn",
    text: "Stripe still needs something from you before it takes payments for you.",
  },
  under_review: {
    label: "Stripe is checking",
    tone: "warn",
    text: "You have told Stripe all it asked for. It usually takes minutes, at times a few days.",
  },
  payouts_pending: {
    label: "Takes payments",
    tone: "good",
    text: "Payments can come in. Stripe keeps what comes in until it can pay out to your bank.",
  },
  ready: {
    label: "Takes payments",
    tone: "good",
    text: "Payments can come in, and Stripe pays them out to your bank.",
  },
  stopped: {
    label: "Stopped by Stripe",
    tone: "danger",
    text: "Stripe takes no payments for this account. Only Stripe can change that: write to its support.",
  },
  disconnected: {
    label: "Disconnected",
    tone: "danger",
    text: "This portal can no longer read or collect anything there. What was paid before stays as it is.",
  },
};

/** How a vendor's own account stands, in words, with what Stripe waits for. */
export function AccountState({ account, children }: { account: ShownAccount; children?: ReactNode }) {
  const { label, tone, text } = words[account.standing];
  const isOver = account.standing === "disconnected";
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col items-start gap-1.5">
        <Badge tone={tone}>{label}</Badge>
        <p>{text}</p>
        {saysWhy(account) && (
          <p className="text-sm text-ink-soft">{disabledReasonText(account.disabledReason)}</p>
        )}
      </div>
      {!isOver && <Requirements account={account} />}
      <Facts>
        <Fact name="Account">
          <code className="text-[0.8125rem]">{account.stripeAccountId}</code>
        </Fact>
        <Fact name="Takes payments">{account.chargesEnabled && !isOver ? "Yes" : "No"}</Fact>
        <Fact name="Pays out to your bank">{account.payoutsEnabled && !isOver ? "Yes" : "No"}</Fact>
        {account.disconnectedAt ? (
          <Fact name="Disconnected">
            <When at={account.disconnectedAt} />
          </Fact>
        ) : (
          account.checkedAt && (
            <Fact name="As of">
              <When at={account.checkedAt} />
            </Fact>
          )
        )}
      </Facts>
      {children}
    </div>
  );
}

/** Stripe calls what was never filled in late; that is news only to somebody who filled it in before. */
function saysWhy({ standing, detailsSubmitted }: ShownAccount): boolean {
  return standing === "stopped" || (standing === "needs_details" && detailsSubmitted);
}

/** A company with several owners is asked for dozens of things; the first few say what it is about. */
const shownAtOnce = 6;

function Requirements({ account }: { account: ShownAccount }) {
  const texts = requirementTexts(account.currentlyDue);
  if (texts.length === 0) return null;
  const [first, rest] = [texts.slice(0, shownAtOnce), texts.slice(shownAtOnce)];
  return (
    <div className="text-sm">
      <h3 className="font-medium">
        {account.chargesEnabled ? "Stripe will need this soon" : "Stripe still needs"}
      </h3>
      <List texts={first} />
      {rest.length > 0 && (
        <details>
          <summary className="pt-1 text-ink-soft hover:text-ink">and {rest.length} more</summary>
          <List texts={rest} />
        </details>
      )}
    </div>
  );
}

function List({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="list-disc pl-5">
      {texts.map((text) => (
        <li key={text} className="wrap-anywhere">
          {text}
        </li>
      ))}
    </ul>
  );
}
