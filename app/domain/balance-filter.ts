import { z } from "zod";
import { agingBuckets, type AgingBucketKey } from "./aging";
import { isCurrency, type Currency } from "./money";

export const balanceStates = ["outstanding", "overdue", "part_paid", "settled", "adjusted"] as const;
export type BalanceState = (typeof balanceStates)[number];

export const balanceSorts = ["due", "amount", "outstanding", "debtor", "settled"] as const;
export type BalanceSort = (typeof balanceSorts)[number];

/** The way each order is read first: what was due longest, what is largest, what was settled last. */
export const firstDirection: Record<BalanceSort, "asc" | "desc"> = {
  due: "asc",
  amount: "desc",
  outstanding: "desc",
  debtor: "asc",
  settled: "desc",
};

export interface BalanceFilter {
  search: string;
  state: BalanceState | null;
  aging: AgingBucketKey | null;
  currency: Currency | null;
  /** Only those about which the debtor has said something that is still open. */
  answered: boolean;
  sort: BalanceSort;
  direction: "asc" | "desc";
}

const agingKeys = agingBuckets.map(({ key }) => key);

const schema = z.object({
  search: z.string().trim().max(100).catch(""),
  state: z.enum(balanceStates).nullable().catch(null),
  aging: z.enum(agingKeys).nullable().catch(null),
  currency: z.string().refine(isCurrency).nullable().catch(null),
  answered: z.literal("yes").nullable().catch(null),
  sort: z.enum(balanceSorts).catch("due"),
  order: z.enum(["asc", "desc"]).nullable().catch(null),
});

/** Reads what to list from an address; what it does not understand is left out rather than refused. */
export function readBalanceFilter(params: URLSearchParams): BalanceFilter {
  const said = schema.parse({
    search: params.get("q") ?? "",
    ...Object.fromEntries(
      ["state", "aging", "currency", "answered", "sort", "order"].map((name) => [name, params.get(name)]),
    ),
  });
  const { search, state, aging, currency, sort } = said;
  return {
    search,
    state,
    aging,
    sort,
    currency: currency !== null && isCurrency(currency) ? currency : null,
    answered: said.answered !== null,
    direction: said.order ?? firstDirection[sort],
  };
}

/** The same as an address, without what goes without saying. */
export function balanceFilterParams(filter: BalanceFilter): URLSearchParams {
  const { search, state, aging, currency, answered, sort, direction } = filter;
  const params = new URLSearchParams();
  if (search) params.set("q", search);
  if (state) params.set("state", state);
  if (aging) params.set("aging", aging);
  if (currency) params.set("currency", currency);
  if (answered) params.set("answered", "yes");
  if (sort !== "due") params.set("sort", sort);
  if (direction !== firstDirection[sort]) params.set("order", direction);
  return params;
}

export function isFiltered({ search, state, aging, currency, answered }: BalanceFilter): boolean {
  return search !== "" || state !== null || aging !== null || currency !== null || answered;
}
