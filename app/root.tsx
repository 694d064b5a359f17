import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from "@remix-run/react";
import type { ReactNode } from "react";
import { useNonce } from "~/components/nonce";

/** Pages work without JavaScript; only the ones that ask for it are sent any. */
export function Layout({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const nonce = useNonce();
  const hydrates = matches.some(({ handle }) => saidOf(handle, "hydrate") === true);
  const languages = matches.map(({ data }) => saidOf(data, "language"));
  return (
    <html lang={languages.findLast((language) => typeof language === "string") ?? "en"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        {hydrates && (
          <>
            <ScrollRestoration nonce={nonce} />
            <Scripts nonce={nonce} />
          </>
        )}
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

/**
 * What a route says of itself in its handle (`hydrate`), or of its page in its data (`language`). No schema
 * library here, since this file is in every page's JavaScript.
 */
function saidOf(said: unknown, word: "hydrate" | "language"): unknown {
  return typeof said === "object" && said !== null ? Reflect.get(said, word) : undefined;
}
