import type { Call } from "~tests/stand-ins/stripe/context";
import { resourceMissing } from "~tests/stand-ins/stripe/http/errors";
import type { Kind, Kinds } from "~tests/stand-ins/stripe/state/kinds";

/** The object an id in the path names, or Stripe's 404. */
export function inPath<K extends Kind>(call: Call, kind: K, id: string | undefined, param = "id"): Kinds[K] {
  const found = call.store.find(kind, call.account, id ?? "");
  if (!found) throw resourceMissing(kind, id ?? "", { param, inPath: true });
  return found;
}

/** The object an id among the parameters names, or Stripe's 400. */
export function inParams<K extends Kind>(call: Call, kind: K, id: string, param: string): Kinds[K] {
  const found = call.store.find(kind, call.account, id);
  if (!found) throw resourceMissing(kind, id, { param, inPath: false });
  return found;
}
