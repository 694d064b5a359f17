import { BalanceTable, Paragraph, PayButton, type Block } from "./blocks";
import { EmailFrame, type EmailVendor } from "./frame";
import { emailWords } from "./words";

export interface ReminderEmailProps {
  vendor: EmailVendor;
  language: string;
  /** All that is asked for, as the debtor reads it. */
  amount: string;
  previewText: string;
  blocks: readonly Block[];
  unsubscribeUrl: string;
}

/** A reminder, or any other email that a vendor's template makes, in the vendor's look. */
export default function ReminderEmail(props: ReminderEmailProps) {
  const { vendor, language, amount, previewText, blocks, unsubscribeUrl } = props;
  const words = emailWords(language);
  return (
    <EmailFrame
      vendor={vendor}
      language={language}
      previewText={previewText}
      headline={amount}
      footer={{ why: words.why(vendor.name), unsubscribe: { label: words.unsubscribe, url: unsubscribeUrl } }}
    >
      {blocks.map((block, index) => (
        <ReminderBlock key={index} block={block} brandColor={vendor.brandColor} />
      ))}
    </EmailFrame>
  );
}

export function ReminderBlock({ block, brandColor }: { block: Block; brandColor: string }) {
  switch (block.kind) {
    case "text":
      return <Paragraph lines={block.lines} />;
    case "button":
      return <PayButton label={block.label} url={block.url} brandColor={brandColor} />;
    case "balances":
      return <BalanceTable rows={block.rows} more={block.more} />;
  }
}

ReminderEmail.PreviewProps = {
  vendor: {
    name: "Harbour Street Dental",
    brandColor: "#1f5f4a",
    postalAddress: "Harbour Street Dental, 12 Harbour Street, Portland, ME 04101",
  },
  language: "en",
  amount: "$128.28",
  previewText: "$128.28 for 2 balances has been due since March 3.",
  blocks: [
    { kind: "text", lines: ["Hello Eleanor Vance,"] },
    {
      kind: "text",
      lines: ["$128.28 for 2 balances has been due since March 3. It may simply have slipped by."],
    },
    {
      kind: "balances",
      rows: [
        { what: "Cleaning and check-up", due: "due March 3", amount: "$98.00" },
        { what: "X-ray", due: "due March 10", amount: "$30.28" },
      ],
      more: null,
    },
    { kind: "button", label: "Pay $128.28", url: "https://example.com/p/preview" },
    { kind: "text", lines: ["If something is not right, just reply to this email."] },
    { kind: "text", lines: ["Thank you,", "Maya Ortiz", "Harbour Street Dental"] },
  ],
  unsubscribeUrl: "https://example.com/unsubscribe/preview",
} satisfies ReminderEmailProps;
