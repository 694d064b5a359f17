import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { refused } from "~tests/stand-ins/stripe/http/errors";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import {
  expand,
  flag,
  mergedMetadata,
  metadata,
  page,
  parse,
  text,
} from "~tests/stand-ins/stripe/http/parameters";
import { get, post, type Route } from "~tests/stand-ins/stripe/http/router";
import { changeDispute, closeDispute, reviewDispute } from "~tests/stand-ins/stripe/payments/disputes";
import { emit } from "~tests/stand-ins/stripe/state/emit";
import { inPath } from "./found";

const listAsked = z.strictObject({ ...page, charge: text.optional(), payment_intent: text.optional() });
const updateAsked = z.strictObject({
  evidence: z.record(z.string(), text).optional(),
  expand,
  metadata: metadata.optional(),
  submit: flag.optional(),
});
const onlyExpand = z.strictObject({ expand });

const OVER: readonly string[] = ["won", "lost", "warning_closed"];

function change(call: Call, dispute: Stripe.Dispute, params: z.infer<typeof updateAsked>): Stripe.Dispute {
  if (OVER.includes(dispute.status) && params.evidence) throw alreadyClosed();
  const changed = changeDispute(call, dispute, {
    evidence: { ...dispute.evidence, ...params.evidence },
    evidence_details: { ...dispute.evidence_details, has_evidence: params.evidence !== undefined },
    metadata: mergedMetadata(dispute.metadata, params.metadata ?? {}),
  });
  const submits = params.evidence !== undefined && params.submit !== false;
  if (submits) return reviewDispute(call, changed);
  emit(call, "charge.dispute.updated", changed, dispute);
  return changed;
}

/** Accepting a dispute loses it for good; an inquiry is not lost but cannot be accepted either. */
function accept(call: Call, dispute: Stripe.Dispute): Stripe.Dispute {
  if (OVER.includes(dispute.status)) throw alreadyClosed();
  if (dispute.status.startsWith("warning_"))
    throw refused("This dispute is an inquiry and cannot be closed.");
  return closeDispute(call, dispute, "lost");
}

function alreadyClosed(): Error {
  return refused("This dispute is already closed", { param: "dispute" });
}

export const disputeRoutes: Route[] = [
  get("/v1/disputes", (call, { params }) => {
    const asked = parse(listAsked, params);
    return listing(call, "dispute", "/v1/disputes", asked, asked);
  }),
  get("/v1/disputes/:id", (call, { ids, params }) => {
    parse(onlyExpand, params);
    return inPath(call, "dispute", ids[0], "dispute");
  }),
  post("/v1/disputes/:id", (call, { ids, params }) =>
    change(call, inPath(call, "dispute", ids[0], "dispute"), parse(updateAsked, params)),
  ),
  post("/v1/disputes/:id/close", (call, { ids, params }) => {
    parse(onlyExpand, params);
    return accept(call, inPath(call, "dispute", ids[0], "dispute"));
  }),
];
