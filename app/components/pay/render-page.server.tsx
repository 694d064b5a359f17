import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { MessageKey } from "~/domain/debtor-language/messages";
import { wordsFor, type Words } from "~/domain/debtor-language/words";
import { formatMoney } from "~/domain/money";
import type { PayPage } from "~/domain/pay-link/pay-page";
import { PayDocument } from "./document";
import { CardNote, KeptCard } from "./kept-card";
import { OwingPage } from "./owing";
import { ReceiptPage } from "./receipt";
import { ConfirmingPage, EndedLinkPage, ProcessingPage, ShortPage } from "./short-pages";
import { SplitPage } from "./split-page";
import { payStyle } from "./style";
import type { PayView, PlainPage } from "./view";

/** What a response has to know of the request and of this deployment. */
export interface PayResponseContext {
  request: Request;
  /**
   * Where a form may lead besides this site: the origins of Stripe's page. Browsers hold redirects to this
   * list too.
   */
  payOrigins: readonly string[];
}

/**
 * How often the page that waits for a confirmation looks again by itself, and how long it waits before each
 * look.
 */
const looksAgain = 15;
const lookAgainSeconds = 4;

/** The page of a link, whatever its state. */
export function payPageResponse(
  view: Omit<PayView, "words">,
  context: PayResponseContext,
  { status = statusOf(view), look = 1 }: { status?: number; look?: number } = {},
): Response {
  const { page, state } = view;
  const words = wordsFor(page.debtor.language, page.vendor.language);
  const isConfirming = state.kind === "confirming";
  const again = isConfirming ? nextLook(context.request, look) : "";
  const isLong = look >= looksAgain;
  const body = bodyOf({ ...view, words }, { again, isLong });
  const document = { words, vendor: page.vendor, title: titleOf({ ...view, words }), body };
  // A header and not a meta element, so that the page keeps to what it says; it ends by itself after a
  // minute.
  const refresh = isConfirming && !isLong ? { Refresh: `${lookAgainSeconds}; url=${again}` } : {};
  return documentResponse(document, context, { status, headers: refresh });
}

/** A page that belongs to no link, or that tells the same whatever the link. */
export function plainPageResponse(
  kind: PlainPage,
  context: PayResponseContext,
  page: PayPage | null = null,
): Response {
  const words = page
    ? wordsFor(page.debtor.language, page.vendor.language)
    : wordsFor(...askedLanguages(context.request));
  const vendor = page?.vendor ?? null;
  const { title, text, status } = plainPages[kind];
  const said = {
    title: words.say(title),
    ...(text && { text: words.say(text, { vendor: vendor?.name ?? "" }) }),
  };
  return documentResponse({ words, vendor, title: said.title, body: <ShortPage {...said} /> }, context, {
    status,
  });
}

const plainPages: Record<PlainPage, { title: MessageKey; text: MessageKey | null; status: number }> = {
  not_found: { title: "notFoundTitle", text: "notFoundText", status: 404 },
  too_big: { title: "tooBigTitle", text: null, status: 413 },
  fresh_link_asked: { title: "freshLinkAskedTitle", text: "freshLinkAskedText", status: 200 },
};

function bodyOf(view: PayView, { again, isLong }: { again: string; isLong: boolean }): ReactElement {
  const { state, words, page, split } = view;
  const vendor = page.vendor.name;
  if (split) return <SplitPage {...view} split={split} />;
  switch (state.kind) {
    case "owing":
      return <OwingPage {...view} state={state} />;
    case "receipt":
      return <ReceiptPage {...view} state={state} />;
    case "processing":
      return <ProcessingPage {...view} state={state} />;
    case "confirming":
      return <ConfirmingPage {...view} state={state} again={again} isLong={isLong} />;
    case "expired":
      return <EndedLinkPage {...view} title="expiredTitle" />;
    case "revoked":
      return <EndedLinkPage {...view} title="revokedTitle" />;
    case "disowned":
      return <ShortPage title={words.say("wrongPersonTitle")} text={words.say("wrongPersonDone")} />;
    case "nothing_owed":
      return (
        <>
          <CardNote {...view} />
          <ShortPage title={words.say("nothingOwedTitle")} text={words.say("nothingOwedText", { vendor })} />
          <KeptCard {...view} />
        </>
      );
  }
}

function titleOf({ words, page, state, returned, split }: PayView): string {
  const vendor = page.vendor.name;
  if (split) return `${words.say("planTitle")} · ${vendor}`;
  switch (state.kind) {
    case "owing": {
      const [group, another] = state.groups;
      const title =
        group && !another
          ? words.say("titleOwing", { vendor, amount: formatMoney(group.total, words.language) })
          : words.say("titleOwingMixed", { vendor });
      // A sum that is said once more before it is charged is no error.
      return returned && !returned.confirm ? words.say("errorPrefix", { title }) : title;
    }
    case "receipt":
      return `${words.say("receiptTitle", { number: String(state.receipt.number) })} · ${vendor}`;
    default: {
      const titles = {
        processing: "processingTitle",
        confirming: "confirmingTitle",
        expired: "expiredTitle",
        revoked: "revokedTitle",
        disowned: "wrongPersonTitle",
        nothing_owed: "nothingOwedTitle",
      } as const;
      return `${words.say(titles[state.kind])} · ${vendor}`;
    }
  }
}

function statusOf({ state }: Pick<PayView, "state">): number {
  return state.kind === "expired" || state.kind === "revoked" || state.kind === "disowned" ? 410 : 200;
}

function nextLook(request: Request, look: number): string {
  const url = new URL(request.url);
  // Asked for by hand after the last look, the page starts to look again.
  url.searchParams.set("look", String(look >= looksAgain ? 1 : look + 1));
  return url.pathname + url.search;
}

/** The languages of a reader whose link told us none, in their order of preference. */
function askedLanguages(request: Request): string[] {
  const header = request.headers.get("Accept-Language") ?? "";
  return header
    .slice(0, 200)
    .split(",")
    .map((part) => part.split(";")[0]?.trim() ?? "");
}

interface Document {
  words: Words;
  vendor: PayPage["vendor"] | null;
  title: string;
  body: ReactElement;
}

/**
 * From here on a document would no longer fit the first round trip with its headers (ten segments of 1,460
 * bytes), so it is compressed; a smaller one arrives no sooner for it and is sent as it is.
 */
const compressedFromBytes = 13_000;

function documentResponse(
  { words, vendor, title, body }: Document,
  { request, payOrigins }: PayResponseContext,
  { status, headers = {} }: { status: number; headers?: Record<string, string> },
): Response {
  const style = styleOf(vendor?.brandColor ?? null);
  const html = Buffer.from(
    `<!doctype html>${renderToStaticMarkup(
      <PayDocument words={words} title={title} style={style.css} vendor={vendor}>
        {body}
      </PayDocument>,
    )}`,
  );
  const gzip =
    html.length > compressedFromBytes && /\bgzip\b/.test(request.headers.get("Accept-Encoding") ?? "");
  const bytes = gzip ? gzipSync(html) : html;
  return new Response(bytes, {
    status,
    headers: {
      ...headers,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": String(bytes.length),
      ...(gzip && { "Content-Encoding": "gzip" }),
      "Cache-Control": "no-store",
      "Content-Security-Policy":
        `default-src 'none'; style-src '${style.hash}'; img-src data:; ` +
        `form-action ${["'self'", ...payOrigins].join(" ")}; base-uri 'none'; frame-ancestors 'none'`,
      "Referrer-Policy": "no-referrer",
      "X-Robots-Tag": "noindex, nofollow, noarchive",
    },
  });
}

interface Style {
  css: string;
  /** As the content security policy names it: nothing but this text may style the page. */
  hash: string;
}

const styles = new Map<string | null, Style>();
/** Vendors' colours whose style is kept made up. */
const stylesKept = 1_000;

function styleOf(brandColor: string | null): Style {
  const found = styles.get(brandColor);
  if (found) return found;
  const css = payStyle(brandColor);
  const made = { css, hash: `sha256-${createHash("sha256").update(css).digest("base64")}` };
  if (styles.size < stylesKept) styles.set(brandColor, made);
  return made;
}
