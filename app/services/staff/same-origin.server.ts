/**
 * Refuses a POST that another site's page made, as a second guard beside the cookie's SameSite. Browsers say
 * where a request comes from in Sec-Fetch-Site, and older ones in Origin; a request that says neither is
 * refused too.
 *
 * @throws Response 403
 */
export function requireSameOrigin(request: Request, appUrl: string): void {
  const site = request.headers.get("Sec-Fetch-Site");
  const origin = request.headers.get("Origin");
  const isSame = site === null ? origin === new URL(appUrl).origin : site === "same-origin";
  if (!isSame) throw new Response("This form was not sent from this desk.", { status: 403 });
}
