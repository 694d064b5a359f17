/**
 * For the pages that may run our own script; the debtor's page sets a stricter one of its own.
 *
 * @param options.development lets in the socket over which a changed file is reloaded.
 * @param options.formTargets origins that a form of the page may lead on to.
 */
export function pagePolicy(
  nonce: string,
  { development, formTargets }: { development: boolean; formTargets: readonly string[] },
): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    ...(development ? ["connect-src 'self' ws:"] : []),
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${["'self'", ...formTargets].join(" ")}`,
    "frame-ancestors 'none'",
  ].join("; ");
}
