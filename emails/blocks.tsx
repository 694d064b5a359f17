import { Fragment } from "react";
import { Link, Text } from "react-email";
import { buttonLook, look } from "./look";

/** One paragraph of the vendor's own words; a link in it, if any, stands on its own between text. */
export type Block =
  | { kind: "text"; lines: string[] }
  | { kind: "button"; label: string; url: string }
  | { kind: "balances"; rows: BalanceRow[]; more: string | null };

export interface BalanceRow {
  what: string;
  due: string;
  amount: string;
}

export function Paragraph({ lines }: { lines: readonly string[] }) {
  return (
    <Text className="ink" style={look.text}>
      {lines.map((line, index) => (
        <Fragment key={index}>
          {index > 0 && <br />}
          {line}
        </Fragment>
      ))}
    </Text>
  );
}

export function PayButton({ label, url, brandColor }: { label: string; url: string; brandColor: string }) {
  return (
    <Text style={{ margin: "8px 0 24px" }}>
      <Link className="button" style={buttonLook(brandColor)} href={url}>
        {label}
      </Link>
    </Text>
  );
}

/** What the amount is made of, when it is more than one balance. */
export function BalanceTable({ rows, more }: { rows: readonly BalanceRow[]; more: string | null }) {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ margin: "0 0 16px" }}>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            <td className="ink line" style={{ ...look.cell, ...look.line }}>
              {row.what}
              <br />
              <span className="quiet" style={look.small}>
                {row.due}
              </span>
            </td>
            <td
              className="ink line"
              align="right"
              style={{ ...look.cell, ...look.line, whiteSpace: "nowrap" }}
            >
              {row.amount}
            </td>
          </tr>
        ))}
        {more !== null && (
          <tr>
            <td className="quiet line" colSpan={2} style={{ ...look.cell, ...look.small, ...look.line }}>
              {more}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
