/** As much of a reply as a person reads of it; what a longer one says further down is cut off. */
export const longestReply = 5_000;
/** Nobody types more than this; beyond it there is only what was quoted or attached. */
const longestRead = 100_000;

/**
 * What somebody wrote in answer to an email, without the email they answered and what their mail program put
 * below. Where nothing would be left, all of it is kept: better a quotation too many than a word too few.
 */
export function replyTextOf({ text, html }: { text: string | null; html: string | null }): string {
  const plain = text !== null && text.trim() !== "" ? text : textOfHtml(html ?? "");
  const whole = tidied(plain.slice(0, longestRead));
  const own = tidied(ownLines(whole.split("\n")).join("\n"));
  return cutTo(own === "" ? whole : own, longestReply);
}

/**
 * The words of an HTML email, a paragraph a line; what it quotes is left out where it is marked as such. One
 * pass from front to back, so that no text can make it slow.
 */
export function textOfHtml(html: string): string {
  const source = html.slice(0, 4 * longestRead);
  const lower = source.toLowerCase();
  const out: string[] = [];
  let hasWords = false;
  for (let at = 0; at < source.length;) {
    const open = source.indexOf("<", at);
    if (open < 0) out.push(source.slice(at));
    if (open < 0) break;
    out.push(source.slice(at, open));
    hasWords ||= source.slice(at, open).trim() !== "";
    const close = source.indexOf(">", open);
    const isComment = source.startsWith("<!--", open);
    const tag = lower.slice(open + 1, close < 0 ? undefined : close).slice(0, 500);
    const name = /^\/?[a-z]+\d?/.exec(tag)?.[0] ?? "";
    const skipTo = isComment ? "-->" : unread.has(name) ? `</${name}` : null;
    const end = skipTo === null ? close : lower.indexOf(skipTo, open + 4);
    if (end < 0 || (hasWords && quotes(name, tag))) break;
    if (breaking.has(name)) out.push("\n");
    at = skipTo === null ? end + 1 : isComment ? end + 3 : end;
  }
  return out
    .join("")
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi, (whole, name: string) => entity(name) ?? whole);
}

const unread = new Set(["script", "style", "head", "title"]);
const breaking = new Set([
  "br",
  "hr",
  "/p",
  "/div",
  "/tr",
  "/li",
  "/h1",
  "/h2",
  "/h3",
  "/table",
  "/ul",
  "/ol",
]);

/** The marks that Gmail, Apple, Thunderbird and Yahoo put around what they quote. */
function quotes(name: string, tag: string): boolean {
  if (name === "blockquote") return true;
  return name === "div" && /\b(?:gmail_quote|yahoo_quoted|moz-cite-prefix)\b/.test(tag);
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  rsquo: "’",
  lsquo: "‘",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  ndash: "–",
  mdash: "—",
};

function entity(name: string): string | null {
  const lower = name.toLowerCase();
  if (!lower.startsWith("#")) return entities[lower] ?? null;
  const point = lower.startsWith("#x") ? parseInt(lower.slice(2), 16) : parseInt(lower.slice(1), 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** `On Tue, Mar 10, 2026 at 9:00 AM Maya <…> wrote:` in the languages of those who write, on one line. */
const attribution = new RegExp(
  `^(?:On|El|Le|Am|Em|Il|Op)\\b.{4,300}\\b(?:wrote|escribió|a écrit|schrieb(?:\\b.{0,80})?|escreveu|` +
    `ha scritto|schreef(?:\\b.{0,80})?)\\s?:$`,
  "iu",
);
/** Outlook and others put the email they answer below a line, or below its own header. */
const original = startingWith(
  ["original message", "mensaje original", "message d'origine", "ursprüngliche nachricht"],
  ["mensagem original", "messaggio originale", "forwarded message"],
);
const headerFrom = /^\*?(?:from|de|von|da|van)\*?\s?:\*?\s?\S/iu;
const headerNext = new RegExp(
  "^\\*?(?:sent|date|to|subject|enviado|fecha|para|asunto|envoyé|à|objet|gesendet|an|betreff|data|inviato)" +
    "\\*?\\s?:",
  "iu",
);
/** Below it stands who wrote, as mail programs agree since RFC 3676, section 4.3. */
const signatureMark = /^-- ?$/;
const sentFrom = startingWith(
  ["sent from my ", "sent from yahoo mail", "sent from outlook", "sent from mail for", "sent from proton"],
  ["get outlook for", "sent via ", "enviado desde mi", "enviado desde el", "enviado desde yahoo"],
  ["obtener outlook", "envoyé de mon", "von meinem iphone gesendet", "enviado do meu"],
);

/** A line that begins with one of these, whatever ruler stands before it. */
function startingWith(...texts: readonly string[][]): RegExp {
  return new RegExp(`^[-_\\s]{0,10}(?:${texts.flat().join("|")})`, "iu");
}

function ownLines(lines: readonly string[]): string[] {
  const own: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    if (line.startsWith(">")) continue;
    if (signatureMark.test(lines[at] ?? "") || original.test(line) || sentFrom.test(line)) break;
    if (headerFrom.test(line) && lines.slice(at + 1, at + 4).some((next) => headerNext.test(next.trim())))
      break;
    const quoted = quotationAt(lines, at);
    if (quoted === "to_the_end") break;
    if (quoted !== null) {
      at += quoted - 1;
      continue;
    }
    own.push(lines[at] ?? "");
  }
  // Outlook's ruler stands right above the header that was cut off.
  while (/^[\s_*-]*$/.test(own.at(-1) ?? "x")) own.pop();
  return own;
}

/**
 * Whether what follows is said to be quoted: how many lines say so where the quotation itself is marked, so
 * that what was written below or between it is kept; `to_the_end` where it is not.
 */
function quotationAt(lines: readonly string[], at: number): number | "to_the_end" | null {
  // Mail programs break the line wherever it gets long.
  for (let count = 1; count <= 3; count += 1) {
    const said = lines
      .slice(at, at + count)
      .map((line) => line.trim())
      .join(" ");
    if (!attribution.test(said)) continue;
    const next = lines.slice(at + count).find((line) => line.trim() !== "");
    return next?.trim().startsWith(">") ? count : "to_the_end";
  }
  return null;
}

/** Without what only a machine would have put there, and without empty lines to no end. */
function tidied(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{C}\n\t]/gu, "")
    .replace(/[^\S\n]+$/gmu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** At most so many characters, and no half of one. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
