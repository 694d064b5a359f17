/** The header in which the server, which sees the connection, writes who is at the other end of it. */
export const clientAddressHeader = "X-Tenfold-Client-Address";

/**
 * The address a request came from, for counting. The server sets the header itself and lets none in from
 * outside; null when there is no telling.
 */
export function clientAddress(request: Request): string | null {
  return request.headers.get(clientAddressHeader);
}
