import { Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches } from "@remix-run/react";
import type { ReactNode } from "react";
import { z } from "zod";
import { useNonce } from "~/components/nonce";

/** What a route may say of itself: whether it wants the client's JavaScript, and the language its page is in. */
const handleSchema = z.object({ hydrate: z.boolean().optional() });
const languageSchema = z.object({ language: z.string() });

/** Pages work without JavaScript; only the ones that ask for it are sent any. */
export function Layout({ children }: { children: ReactNode }) {
  const matches = useMatches();
  const nonce = useNonce();
  const hydrates = matches.some(({ handle }) => handleSchema.safeParse(handle).data?.hydrate);
  const languages = matches.map(({ data }) => languageSchema.safeParse(data).data?.language);
  return (
    <html lang={languages.findLast((language) => language !== undefined) ?? "en"}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
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
