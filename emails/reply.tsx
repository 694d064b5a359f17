import { Paragraph } from "./blocks";
import { EmailFrame, type EmailVendor } from "./frame";

export interface ReplyEmailProps {
  vendor: EmailVendor;
  language: string;
  /** Each with its lines. */
  paragraphs: readonly (readonly string[])[];
  /** The person, and the business. */
  signature: readonly string[];
}

/** What a person wrote in answer to a debtor. */
export default function ReplyEmail({ vendor, language, paragraphs, signature }: ReplyEmailProps) {
  return (
    <EmailFrame
      vendor={vendor}
      language={language}
      previewText={paragraphs[0]?.join(" ").slice(0, 140) ?? ""}
      headline={null}
      footer={{ why: null, unsubscribe: null }}
    >
      {paragraphs.map((lines, index) => (
        <Paragraph key={index} lines={lines} />
      ))}
      <Paragraph lines={signature} />
    </EmailFrame>
  );
}

ReplyEmail.PreviewProps = {
  vendor: {
    name: "Harbour Street Dental",
    brandColor: "#1f5f4a",
    postalAddress: "Harbour Street Dental, 12 Harbour Street, Portland, ME 04101",
  },
  language: "en",
  paragraphs: [["Hello Eleanor,"], ["thank you for writing. We have found your check of March 2."]],
  signature: ["Maya Lindqvist", "Harbour Street Dental"],
} satisfies ReplyEmailProps;
