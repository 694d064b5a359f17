import type { ReactNode } from "react";
import type { Words } from "~/domain/debtor-language/words";
import type { PayPage } from "~/domain/pay-link/pay-page";

/** The whole document: no script, no picture, no font, nothing to fetch. */
export function PayDocument({
  words,
  title,
  style,
  vendor,
  children,
}: {
  words: Words;
  title: string;
  style: string;
  vendor: PayPage["vendor"] | null;
  children: ReactNode;
}) {
  return (
    <html lang={words.language} dir={words.direction === "rtl" ? "rtl" : undefined}>
      <head>
        <meta charSet="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        {/* Without it a browser asks for an icon, which would be a second request. */}
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {vendor && <header dir="auto">{vendor.name}</header>}
        <main>{children}</main>
        {vendor && <Contact words={words} vendor={vendor} />}
      </body>
    </html>
  );
}

function Contact({ words, vendor }: { words: Words; vendor: PayPage["vendor"] }) {
  return (
    <footer>
      <p>
        {words.say("questions")} <bdi>{vendor.signatureName}</bdi>
        <br />
        <a href={`mailto:${vendor.email}`}>{vendor.email}</a>
        {vendor.phone && (
          <>
            <br />
            <a href={`tel:${vendor.phone}`}>
              <bdi>{vendor.phone}</bdi>
            </a>
          </>
        )}
      </p>
    </footer>
  );
}
