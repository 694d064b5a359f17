import { Form } from "@remix-run/react";
import type { ReactNode } from "react";
import { choiceInWords } from "~/domain/contact-choice-form";
import type { ContactChoice } from "~/domain/contact-rules/choice";
import { countryName } from "~/domain/place/country-names";
import { regionName } from "~/domain/place/region-names";
import type { Channel, DebtorKind, SuppressionReason } from "~/domain/vocabulary";
import { Badge } from "./badge";
import { Button, ButtonLink } from "./button";
import { Fact, Facts } from "./panel";
import { When } from "./when";
import { suppressionWords } from "./words";

interface Suppressed {
  channel: Channel;
  contact: string;
  reason: SuppressionReason;
  suppressedAt: Date;
}

interface Card {
  debtor: {
    id: string;
    email: string | null;
    phone: string | null;
    timeZone: string | null;
    language: string | null;
    country: string | null;
    region: string | null;
    postalCode: string | null;
    kind: DebtorKind | null;
  };
  suppressions: readonly Suppressed[];
  /** How they said they want to be reached, if they did. */
  choice: ContactChoice | null;
  openLinks: number;
}

/** How a debtor is reached, what must not be written to, and the links they hold. */
export function ContactCard({ debtor, suppressions, choice, openLinks }: Card) {
  const about = (channel: Channel) => suppressions.find((one) => one.channel === channel);
  return (
    <div className="flex flex-col gap-3">
      <Facts>
        <Fact name="Email">
          <Contact channel="email" contact={debtor.email} suppressed={about("email")} />
        </Fact>
        <Fact name="Phone">
          <Contact channel="sms" contact={debtor.phone} suppressed={about("sms")} />
        </Fact>
        <Fact name="Time zone">{debtor.timeZone ?? <Unknown>told from the place</Unknown>}</Fact>
        <Fact name="Language">{debtor.language ?? <Unknown>the vendor’s is used</Unknown>}</Fact>
        <Fact name="Place">{placeInWords(debtor) ?? <Unknown>told from the number</Unknown>}</Fact>
        <Fact name="Kind">{debtor.kind ? kinds[debtor.kind] : <Unknown>taken for a consumer</Unknown>}</Fact>
        <Fact name="Wishes">
          {choice ? capital(choiceInWords(choice)) : <Unknown>any lawful way</Unknown>}
        </Fact>
        <Fact name="Pay links">{openLinks === 0 ? "None open" : <RevokeLinks count={openLinks} />}</Fact>
      </Facts>
      <div className="flex flex-wrap gap-2">
        <ButtonLink to={`/desk/debtors/${debtor.id}/contact`}>Edit contact</ButtonLink>
        <ButtonLink to={`/desk/debtors/${debtor.id}/wishes`}>How to reach them</ButtonLink>
      </div>
    </div>
  );
}

const kinds: Record<DebtorKind, string> = { consumer: "Consumer", company: "Company" };

/** `Massachusetts 02139, United States`; null where nothing of it is known. */
function placeInWords({ country, region, postalCode }: Card["debtor"]): string | null {
  const near = [region === null ? null : regionName(region), postalCode].filter((part) => part !== null);
  const far = country === null ? [] : [countryName(country)];
  const parts = near.length === 0 ? far : [near.join(" "), ...far];
  return parts.length === 0 ? null : parts.join(", ");
}

function Unknown({ children }: { children: ReactNode }) {
  return <span className="text-ink-soft">Not known; {children}</span>;
}

function Contact({
  channel,
  contact,
  suppressed,
}: {
  channel: Channel;
  contact: string | null;
  suppressed: Suppressed | undefined;
}) {
  if (!contact) return <span className="text-ink-soft">None</span>;
  return (
    <>
      {contact}
      {suppressed ? (
        <>
          {" "}
          <Badge tone="warn">Not written to</Badge>
          <p className="text-ink-soft">
            {capital(suppressionWords[suppressed.reason])}, since{" "}
            <When at={suppressed.suppressedAt} detail="day" />
          </p>
          <Confirm
            summary="Allow again"
            intent="lift-suppression"
            channel={channel}
            button="Write here again"
          >
            {liftingWarning(suppressed.reason)}
          </Confirm>
        </>
      ) : (
        <Confirm summary="Stop writing here" intent="suppress" channel={channel} button="Stop writing here">
          No message goes to {contact} from now on, also after an import. You can allow it again here.
        </Confirm>
      )}
    </>
  );
}

function liftingWarning(reason: SuppressionReason): string {
  switch (reason) {
    case "stop":
      return (
        "They replied STOP. The phone networks keep blocking messages until they reply START; " +
        "allow it only if they asked you to."
      );
    case "unsubscribed":
    case "complaint":
    case "legal":
      return "Allow it only if they asked you to: writing against their wish may break the law.";
    case "wrong_person":
      return "Someone else answered at this contact. Allow it only if you know it is theirs.";
    default:
      return "Reminders to this contact go on if something is overdue.";
  }
}

function RevokeLinks({ count }: { count: number }) {
  return (
    <>
      {count} open
      <Confirm summary={count === 1 ? "Revoke it" : "Revoke them"} intent="revoke-links" button="Revoke">
        The links in messages already sent stop opening at once. This cannot be taken back, but the next
        message carries a new link, and the page of a revoked one offers to send one.
      </Confirm>
    </>
  );
}

/** Says what will happen, and does it on a second press. */
function Confirm({
  summary,
  intent,
  channel,
  button,
  children,
}: {
  summary: string;
  intent: string;
  channel?: Channel;
  button: string;
  children: ReactNode;
}) {
  return (
    <details>
      <summary className="text-sm text-ink-soft hover:text-ink">{summary}</summary>
      <Form method="post" className="flex flex-col items-start gap-2 py-2" preventScrollReset>
        {channel && <input type="hidden" name="channel" value={channel} />}
        <p className="text-sm">{children}</p>
        <Button kind="danger" name="intent" value={intent}>
          {button}
        </Button>
      </Form>
    </details>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
