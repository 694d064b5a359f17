import { Paragraph, PayButton } from "./blocks";
import { EmailFrame, type EmailVendor } from "./frame";

export interface InstalmentEmailProps {
  vendor: EmailVendor;
  language: string;
  /** Everything is as the debtor reads it: formatted amounts, dates in words. */
  headline: string;
  previewText: string;
  paragraphs: readonly string[];
  /** The person, and the business. */
  signature: readonly string[];
  button: { label: string; url: string };
}

/** What is soon charged for a plan, or could not be. */
export default function InstalmentEmail(props: InstalmentEmailProps) {
  const { vendor, language, headline, previewText, paragraphs, signature, button } = props;
  return (
    <EmailFrame
      vendor={vendor}
      language={language}
      previewText={previewText}
      headline={headline}
      footer={{ why: null, unsubscribe: null }}
    >
      {paragraphs.map((paragraph, index) => (
        <Paragraph key={index} lines={[paragraph]} />
      ))}
      <PayButton {...button} brandColor={vendor.brandColor} />
      <Paragraph lines={signature} />
    </EmailFrame>
  );
}

InstalmentEmail.PreviewProps = {
  vendor: {
    name: "Harbour Street Dental",
    brandColor: "#1f5f4a",
    postalAddress: "Harbour Street Dental, 12 Harbour Street, Portland, ME 04101",
  },
  language: "en",
  headline: "$42.76",
  previewText: "On March 14, instalment 2 of 3, $42.76, will be charged to your card.",
  paragraphs: [
    "Hello Eleanor Vance,",
    "On March 14, instalment 2 of 3, $42.76, will be charged to your card (Visa ···· 4242), as we agreed.",
    "You do not need to do anything. To pay sooner, or to end the plan, open your page.",
  ],
  signature: ["Maya Lindqvist", "Harbour Street Dental"],
  button: { label: "See your plan", url: "https://example.com/p/preview" },
} satisfies InstalmentEmailProps;
