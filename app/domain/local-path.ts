/**
 * Where to go after signing in, when it is a place on this desk; the overview otherwise. Another site's
 * address, however it is spelt, is never followed.
 */
export function deskPath(wanted: string | null): string {
  if (!wanted || !/^\/desk(?:[/?#]|$)/.test(wanted) || /[\\\u0000-\u001f]/.test(wanted)) return "/desk";
  const url = new URL(wanted, "https://desk.invalid");
  // A path with dots may leave the desk once it is resolved.
  return /^\/desk(?:\/|$)/.test(url.pathname) ? `${url.pathname}${url.search}${url.hash}` : "/desk";
}
