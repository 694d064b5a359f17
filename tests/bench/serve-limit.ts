import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import postgres from "postgres";
import { payPageStatement } from "~db/queries/pay-page/pay-page";

export interface LimitPage {
  path: string;
  linkId: string;
  /** ISO 8601. */
  expiresAt: string;
  headers: Record<string, string>;
  body: string;
}

/*
 * The least a page can cost: no framework and no template, the statement of the page, prepared, and its
 * bytes.
 */
process.once("message", (pages: LimitPage[]) => {
  const byPath = new Map(pages.map((page) => [page.path, { ...page, bytes: Buffer.from(page.body) }]));
  const client = postgres(process.env["DATABASE_URL"] ?? "", { max: 10 });
  const server = createServer((request, response) => {
    const page = byPath.get(request.url ?? "");
    if (!page) return void response.writeHead(404).end();
    client.unsafe(payPageStatement, [page.linkId, page.expiresAt], { prepare: true }).then(
      ([row]) => response.writeHead(row ? 200 : 404, page.headers).end(page.bytes),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ url: `http://127.0.0.1:${port}` });
  });
  process.once("SIGTERM", () => process.exit(0));
});
