import type { Call } from "~tests/stand-ins/stripe/context";
import { secretOf } from "~tests/stand-ins/stripe/payments/checkout";
import { kindOfId } from "~tests/stand-ins/stripe/state/kinds";
import { refused } from "./errors";

/** Stripe expands at most four levels deep. */
const MAX_DEPTH = 4;

type Members = { [name: string]: unknown };

/** Replaces ids by their objects along each path, on a copy. */
export function expanded(call: Call, answer: object, paths: string[]): object {
  if (paths.length === 0) return answer;
  const copy: Members = JSON.parse(JSON.stringify(answer));
  for (const path of paths) {
    const steps = path.split(".");
    if (steps.filter((step) => step !== "data").length > MAX_DEPTH) {
      throw refused(`You cannot expand more than ${MAX_DEPTH} levels of a property (${path}).`, {
        param: "expand",
      });
    }
    follow(call, copy, steps, path);
  }
  return copy;
}

function follow(call: Call, node: Members, steps: string[], path: string): void {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  const value = node[step] ?? includable(call, node, step);
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) if (isMembers(one)) follow(call, one, rest, path);
    return;
  }
  const found = typeof value === "string" ? lookUp(call, value) : value;
  if (!isMembers(found)) throw refused(`This property cannot be expanded (${path}).`, { param: "expand" });
  node[step] = found;
  follow(call, found, rest, path);
}

function lookUp(call: Call, id: string): Members | undefined {
  const kind = kindOfId(id);
  const found = kind && call.store.find(kind, call.account, id);
  if (!found) return undefined;
  const copy: Members = JSON.parse(JSON.stringify(found));
  return copy;
}

/** Lists that objects only carry when asked: a session's line items, a charge's refunds. */
function includable(call: Call, node: Members, step: string): Members | null | undefined {
  const id = node["id"];
  if (typeof id !== "string") return undefined;
  if (node["object"] === "checkout.session" && step === "line_items") {
    const session = call.store.find("checkout.session", call.account, id);
    const items = session ? secretOf(call, session).lineItems : [];
    return listOf(items, `/v1/checkout/sessions/${id}/line_items`);
  }
  if (node["object"] === "charge" && step === "refunds") {
    const refunds = call.store.list("refund", call.account, { charge: id }, { limit: 10 });
    return listOf(refunds, `/v1/charges/${id}/refunds`);
  }
  return step in node ? null : undefined;
}

function listOf(data: object[], url: string): Members {
  return { object: "list", data: JSON.parse(JSON.stringify(data)), has_more: false, url };
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
