/**
 * For every page of the desk. Nothing of it is kept by browsers and proxies once somebody has signed out. Its
 * forms say where they come from, which a page that sends no referrer at all could not; other sites learn
 * nothing either way.
 */
export const deskHeaders = () => ({ "Cache-Control": "no-store", "Referrer-Policy": "same-origin" });
