import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "~tests/stand-ins/stripe/context";
import { listing } from "~tests/stand-ins/stripe/http/listing";
import { expand, page, parse, text } from "~tests/stand-ins/stripe/http/parameters";
import { get, type Route } from "~tests/stand-ins/stripe/http/router";
import { asOf } from "~tests/stand-ins/stripe/payments/balance";
import { inPath } from "./found";

const listAsked = z.strictObject({
  ...page,
  currency: text.optional(),
  source: text.optional(),
  type: text.optional(),
});

/** The account's balance per currency; what is less than two days old is still pending. */
function balance(call: Call): Stripe.Balance {
  const rows = call.store.rows<{ currency: string; available: number; pending: number }>(
    `select json_extract(body, '$.currency') as currency,
        sum(iif(json_extract(body, '$.available_on') <= ?1, json_extract(body, '$.net'), 0)) as available,
        sum(iif(json_extract(body, '$.available_on') > ?1, json_extract(body, '$.net'), 0)) as pending
      from objects where kind = 'balance_transaction' and account = ?2 group by 1 order by 1`,
    call.now,
    call.account,
  );
  const filled = rows.length > 0 ? rows : [{ currency: "usd", available: 0, pending: 0 }];
  const entry = (currency: string, amount: number) => ({ amount, currency, source_types: { card: amount } });
  return {
    object: "balance",
    available: filled.map(({ currency, available }) => entry(currency, available)),
    livemode: false,
    pending: filled.map(({ currency, pending }) => entry(currency, pending)),
  };
}

export const balanceRoutes: Route[] = [
  get("/v1/balance", (call, { params }) => {
    parse(z.strictObject({ expand }), params);
    return balance(call);
  }),
  get("/v1/balance_transactions", (call, { params }) => {
    const asked = parse(listAsked, params);
    const types = asked.type === undefined ? undefined : [asked.type];
    const found = listing(call, "balance_transaction", "/v1/balance_transactions", asked, {
      source: asked.source,
      types,
      members: { currency: asked.currency },
    });
    return { ...found, data: found.data.map((transaction) => asOf(call, transaction)) };
  }),
  get("/v1/balance_transactions/:id", (call, { ids, params }) => {
    parse(z.strictObject({ expand }), params);
    return asOf(call, inPath(call, "balance_transaction", ids[0]));
  }),
];
