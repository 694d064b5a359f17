import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { randomBytes } from "node:crypto";
import { renderToPipeableStream, renderToString } from "react-dom/server";
import { z } from "zod";
import { NonceProvider } from "~/components/nonce";
import { pagePolicy } from "~/server/security-headers";
import { app } from "~/server/app.server";

const hydrating = z.object({ handle: z.object({ hydrate: z.literal(true) }) });
/** A page with a form that leads to Stripe: browsers follow a form's redirects only where the policy says. */
const leading = z.object({ handle: z.object({ leadsToStripe: z.literal(true) }) });

/**
 * Renders a document. A page without client JavaScript is one string, which is the fastest there is; a page
 * with it carries its data in the stream that Remix's client reads, and is sent when all of it is there.
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  context: EntryContext,
) {
  const nonce = randomBytes(16).toString("base64");
  const modules = Object.values(context.routeModules);
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (!headers.has("Referrer-Policy")) headers.set("Referrer-Policy", "same-origin");
  if (!headers.has("Content-Security-Policy")) {
    const formTargets = modules.some((module) => leading.safeParse(module).success) ? stripeOrigins() : [];
    const policy = { development: import.meta.env.DEV, formTargets };
    headers.set("Content-Security-Policy", pagePolicy(nonce, policy));
  }
  const hydrates = modules.some((module) => hydrating.safeParse(module).success);
  const render = hydrates ? renderStream : renderPage;
  return render({ request, status, headers, context, nonce });
}

/** Where Stripe asks a vendor about its account; and the local stand-in, where that is used. */
function stripeOrigins(): string[] {
  const { apiBase } = app().env.stripe;
  return ["https://connect.stripe.com", ...(apiBase ? [new URL(apiBase).origin] : [])];
}

interface Rendering {
  request: Request;
  status: number;
  headers: Headers;
  context: EntryContext;
  nonce: string;
}

function renderPage({ request, status, headers, context, nonce }: Rendering): Response {
  const { serverHandoffStream: _unused, ...withoutStream } = context;
  const html = renderToString(
    <NonceProvider value={nonce}>
      <RemixServer context={withoutStream} url={request.url} nonce={nonce} />
    </NonceProvider>,
  );
  return new Response(`<!DOCTYPE html>${html}`, { status, headers });
}

function renderStream({ request, status, headers, context, nonce }: Rendering): Promise<Response> {
  return new Promise((resolve, reject) => {
    let finalStatus = status;
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={nonce}>
        <RemixServer context={context} url={request.url} nonce={nonce} />
      </NonceProvider>,
      {
        nonce,
        onAllReady() {
          const body = new PassThrough();
          resolve(new Response(createReadableStreamFromReadable(body), { status: finalStatus, headers }));
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          finalStatus = 500;
          app().log.error({ err: error }, "A page could not be rendered");
        },
      },
    );
    setTimeout(abort, 10_000).unref();
  });
}

/** What a loader or action threw unexpectedly. The address is left out, because a pay link is a secret. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return;
  app().log.error({ err: error, method: request.method }, "A request failed");
}
