import { randomBytes } from "node:crypto";
import { renderToStaticMarkup } from "react-dom/server";
import { render } from "react-email";
import type { Block } from "./blocks";
import type { EmailVendor } from "./frame";
import InstalmentEmail, { type InstalmentEmailProps } from "./instalment";
import ReceiptEmail, { type ReceiptEmailProps } from "./receipt";
import ReminderEmail, { ReminderBlock, type ReminderEmailProps } from "./reminder";

/** Renders through React each time: receipts are few. */
export function renderReceipt(props: ReceiptEmailProps): Promise<string> {
  return render(<ReceiptEmail {...props} />);
}

/** As receipts, a few a day. */
export function renderInstalment(props: InstalmentEmailProps): Promise<string> {
  return render(<InstalmentEmail {...props} />);
}

/**
 * The same HTML as rendering `ReminderEmail` with these props, without rendering it again: the layout goes
 * through React once per vendor and language, and each recipient's words are filled in, escaped.
 */
export async function renderReminder(props: ReminderEmailProps): Promise<string> {
  const { vendor, language } = props;
  const shell = await shellFor(vendor, language);
  return fill(shell.page, {
    amount: escape(props.amount),
    preview: escape(props.previewText),
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
    page: page.replace(text, marker("blocks")),
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

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
