import { Text } from "react-email";
import { Paragraph, PayButton } from "./blocks";
import { EmailFrame, type EmailVendor } from "./frame";
import { look } from "./look";
import { emailWords } from "./words";

export interface ReceiptEmailProps {
  vendor: EmailVendor;
  language: string;
  debtorName: string | null;
  /** Everything is as the debtor reads it: formatted amounts, dates in words. */
  total: string;
  lines: readonly { what: string; amount: string }[];
  /** What no balance could take; null when all of it was applied. */
  unapplied: string | null;
  receiptNumber: string;
  paidOn: string;
  /** Null when Stripe did not say. */
  method: string | null;
  url: string;
}

/** What was paid, when, how and for what, frozen as it was. */
export default function ReceiptEmail(props: ReceiptEmailProps) {
  const { vendor, language, debtorName, total, receiptNumber, paidOn, method, url } = props;
  const words = emailWords(language);
  return (
    <EmailFrame
      vendor={vendor}
      language={language}
      previewText={words.receiptThanks(debtorName)}
      headline={total}
      footer={{ why: null, unsubscribe: null }}
    >
      <Text className="ink" style={{ ...look.text, fontWeight: 600 }}>
        {words.receiptTitle}
      </Text>
      <Paragraph lines={[words.receiptThanks(debtorName)]} />
      <ReceiptTable {...props} />
      <ReceiptFact name={words.receiptNumber} value={receiptNumber} />
      <ReceiptFact name={words.paidOn} value={paidOn} />
      {method !== null && <ReceiptFact name={words.paidWith} value={method} />}
      <div style={{ height: "16px" }} />
      <PayButton label={words.seeOnline} url={url} brandColor={vendor.brandColor} />
    </EmailFrame>
  );
}

function ReceiptTable({ lines, total, unapplied, language }: ReceiptEmailProps) {
  const words = emailWords(language);
  const rows = [...lines, ...(unapplied === null ? [] : [{ what: words.unapplied, amount: unapplied }])];
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ margin: "0 0 20px" }}>
      <tbody>
        {rows.map(({ what, amount }, index) => (
          <tr key={index}>
            <td className="ink line" style={{ ...look.cell, ...look.line }}>
              {what}
            </td>
            <td
              className="ink line"
              align="right"
              style={{ ...look.cell, ...look.line, whiteSpace: "nowrap" }}
            >
              {amount}
            </td>
          </tr>
        ))}
        <tr>
          <td className="ink line" style={{ ...look.sum, ...look.line }}>
            {words.total}
          </td>
          <td className="ink line" align="right" style={{ ...look.sum, ...look.line, whiteSpace: "nowrap" }}>
            {total}
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function ReceiptFact({ name, value }: { name: string; value: string }) {
  return (
    <Text className="quiet" style={{ ...look.quiet, margin: "0 0 4px" }}>
      {name}:{" "}
      <span className="ink" style={{ color: "#1d1f1e" }}>
        {value}
      </span>
    </Text>
  );
}

ReceiptEmail.PreviewProps = {
  vendor: {
    name: "Harbour Street Dental",
    brandColor: "#1f5f4a",
    postalAddress: "Harbour Street Dental, 12 Harbour Street, Portland, ME 04101",
  },
  language: "en",
  debtorName: "Eleanor Vance",
  total: "$128.28",
  lines: [
    { what: "Cleaning and check-up", amount: "$98.00" },
    { what: "X-ray", amount: "$30.28" },
  ],
  unapplied: null,
  receiptNumber: "1042",
  paidOn: "March 14, 2026",
  method: "Visa ending 4242",
  url: "https://example.com/p/preview",
} satisfies ReceiptEmailProps;
