/**
 * The same server, another database. The address is not taken apart as a URL, since a socket's folder is not
 * a host.
 */
export function withDatabase(url: string, database: string): string {
  return url.replace(/^([a-z]+:\/\/[^/?]*)(\/[^?]*)?/, `$1/${database}`);
}
