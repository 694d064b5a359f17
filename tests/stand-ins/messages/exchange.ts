import type { IncomingMessage, ServerResponse } from "node:http";

export interface Answer {
  status: number;
  body: string;
  type: string;
  headers?: Record<string, string>;
}

const mostBytes = 2_000_000;

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const parts: AsyncIterable<Buffer> = request;
  for await (const part of parts) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error("The body is too long.");
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function json(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value), type: "application/json" };
}

export function html(body: string, status = 200): Answer {
  return { status, body, type: "text/html; charset=utf-8" };
}

export function redirect(location: string): Answer {
  return { status: 303, body: "", type: "text/plain", headers: { Location: location } };
}

export function write(response: ServerResponse, { status, body, type, headers }: Answer): void {
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", ...headers });
  response.end(body);
}
