import { createHmac } from "node:crypto";

/** Stripe's scheme v1: HMAC-SHA256 over the time and the exact body, under the endpoint's secret. */
export function signed(body: string, secret: string, atS: number): string {
  const mac = createHmac("sha256", secret).update(`${atS}.${body}`).digest("hex");
  return `t=${atS},v1=${mac}`;
}
