import { randomBytes } from "node:crypto";
import { renderToStaticMarkup } from "react-dom/server";
import { render, renderWhiteSpace } from "react-email";
import type { Block } from "./blocks";
import type { EmailVendor } from "./frame";
import InstalmentEmail, { type InstalmentEmailProps } from "./instalment";
import ReceiptEmail, { type ReceiptEmailProps } from "./receipt";
import ReminderEmail, { ReminderBlock, type ReminderEmailProps } from "./reminder";
import ReplyEmail, { type ReplyEmailProps } from "./reply";

/** Renders through React each time: receipts are few. */
export function renderReceipt(props: ReceiptEmailProps): Promise<string> {
  return render(<ReceiptEmail {...props} />);
}

/** As receipts, a few a day. */
export function renderInstalment(props: InstalmentEmailProps): Promise<string> {
  return render(<InstalmentEmail {...props} />);
}

/** As receipts: a person writes each. */
export function renderReply(props: ReplyEmailProps): Promise<string> {
  return render(<ReplyEmail {...props} />);
}

/**
 * Byte for byte what rendering `ReminderEmail` with these props gives, without rendering it again: the layout
 * goes through React once per vendor's look and language, and each recipient's words are filled in, escaped.
 */
export async function renderReminder(props: ReminderEmailProps): Promise<string> {
  const { vendor, language } = props;
  const shell = await shellFor(vendor, language);
  return fill(shell.page, {
    amount: escape(props.amount),
    ...previewOf(props.previewText),
    unsubscribe: escape(props.unsubscribeUrl),
    blocks: props.blocks.map((block) => fillBlock(shell, block)).join(""),
  });
}

/**
 * React leaves these alone, and nobody can write one on purpose: each process has its own. Each text is
 * filled in one pass, so what was filled in is never taken for a marker.
 */
const nonce = randomBytes(6).toString("hex");
const marker = (name: string) => `@@${nonce}.${name}@@`;
const markers = new RegExp(marker("([a-z]+)"), "g");

interface Shell {
  page: string;
  text: string;
  button: string;
  balances: string;
  balanceRow: string;
  balancesMore: string;
}

/**
 * What an inbox shows beside the subject is cut, and what is shorter is padded, so that nothing of the text
 * below gets there; react-email does both by the length of the line.
 */
const previewLength = 200;
const padding = renderToStaticMarkup(renderWhiteSpace(""));

function previewOf(text: string): { preview: string; padding: string } {
  const shown = text.substring(0, previewLength);
  return { preview: escape(shown), padding: paddingAfter(shown) };
}

function paddingAfter(shown: string): string {
  if (shown.length >= previewLength) return "";
  const inside = padding.slice("<div>".length, -"</div>".length);
  const each = inside.length / previewLength;
  return `<div>${inside.slice(0, each * (previewLength - shown.length))}</div>`;
}

const shells = new Map<string, Promise<Shell>>();
const shellsKept = 500;

function shellFor(vendor: EmailVendor, language: string): Promise<Shell> {
  const key = JSON.stringify([vendor.name, vendor.brandColor, vendor.postalAddress, language]);
  const kept = shells.get(key);
  if (kept) return kept;
  if (shells.size >= shellsKept) shells.clear();
  const shell = makeShell(vendor, language);
  shells.set(key, shell);
  return shell;
}

async function makeShell(vendor: EmailVendor, language: string): Promise<Shell> {
  const { brandColor } = vendor;
  const block = (value: Block) =>
    renderToStaticMarkup(<ReminderBlock block={value} brandColor={brandColor} />);
  const row = { what: marker("what"), due: marker("due"), amount: marker("amount") };
  const empty = block({ kind: "balances", rows: [], more: null });
  const insideOf = (table: string) => table.slice(empty.indexOf("</tbody>"), table.lastIndexOf("</tbody>"));
  const page = await render(
    <ReminderEmail
      vendor={vendor}
      language={language}
      amount={marker("amount")}
      previewText={marker("preview")}
      unsubscribeUrl={marker("unsubscribe")}
      blocks={[{ kind: "text", lines: [marker("blocks")] }]}
    />,
  );
  const text = block({ kind: "text", lines: [marker("blocks")] });
  return {
    page: page
      .replace(text, marker("blocks"))
      .replace(
        `${marker("preview")}${paddingAfter(marker("preview"))}`,
        marker("preview") + marker("padding"),
      ),
    text: text.replace(marker("blocks"), marker("lines")),
    button: block({ kind: "button", label: marker("label"), url: marker("url") }),
    balances: empty.replace("</tbody>", `${marker("rows")}</tbody>`),
    balanceRow: insideOf(block({ kind: "balances", rows: [row], more: null })),
    balancesMore: insideOf(block({ kind: "balances", rows: [], more: marker("more") })),
  };
}

function fillBlock(shell: Shell, block: Block): string {
  switch (block.kind) {
    case "text":
      return fill(shell.text, { lines: block.lines.map(escape).join("<br/>") });
    case "button":
      return fill(shell.button, { label: escape(block.label), url: escape(block.url) });
    case "balances": {
      const rows = block.rows.map(({ what, due, amount }) =>
        fill(shell.balanceRow, { what: escape(what), due: escape(due), amount: escape(amount) }),
      );
      const more = block.more === null ? "" : fill(shell.balancesMore, { more: escape(block.more) });
      return fill(shell.balances, { rows: rows.join("") + more });
    }
  }
}

function fill(html: string, values: Readonly<Record<string, string>>): string {
  return html.replace(markers, (whole, name: string) => values[name] ?? whole);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/**
 * As react-email writes it: half of a character becomes the sign for one that cannot be shown, and NUL is
 * left out.
 */
function escape(text: string): string {
  return text
    .replaceAll("\0", "")
    .toWellFormed()
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
