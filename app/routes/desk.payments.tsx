import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Outlet, useLoaderData, useParams } from "@remix-run/react";
import { Button, ButtonLink } from "~/components/desk/button";
import { classNames } from "~/components/desk/class-names";
import { Field } from "~/components/desk/field";
import { useListKeys } from "~/components/desk/list-keys";
import { Pager, Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { PaymentTable } from "~/components/desk/payment-table";
import { PaymentTotals } from "~/components/desk/payment-totals";
import { plural } from "~/components/desk/words";
import {
  paymentFilterParams,
  paymentViews,
  readPaymentFilter,
  type PaymentFilter,
  type PaymentView,
} from "~/domain/payment-filter";
import { listPaymentsPage } from "~/services/desk/list-payments.server";
import { deskContext } from "~/services/staff/desk-context.server";

export const meta: MetaFunction = () => [{ title: "Payments · Tenfold" }];
export const handle = { hydrate: true };

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  const params = new URL(request.url).searchParams;
  const filter = readPaymentFilter(params);
  const cursor = new URLSearchParams([...params].filter(([name]) => name === "after" || name === "before"));
  return {
    filter,
    cursor: cursor.toString(),
    ...(await listPaymentsPage({ db }, { vendor, filter, params })),
  };
}

export default function Payments() {
  const { filter, cursor, rows, before, after, totals } = useLoaderData<typeof loader>();
  const { id: openId } = useParams();
  const search = (extra: string) => searchOf(filter, extra);
  useListKeys({ closeTo: openId ? `/desk/payments${search(cursor)}` : null });
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  return (
    <div className={openId ? "grid gap-6 xl:grid-cols-[minmax(0,1fr)_27rem]" : ""}>
      <div className={classNames("min-w-0", openId && "max-xl:hidden")}>
        <PageHeader
          title="Payments"
          note={`${plural(count, "payment")} received`}
          actions={
            <ButtonLink to={`/desk/payments.csv${search("")}`} reloadDocument download>
              Export CSV
            </ButtonLink>
          }
        />
        <PaymentTotals totals={totals} />
        <div className="flex flex-col gap-3 py-4">
          <Form role="search" className="flex items-end gap-3" key={filter.search}>
            {filter.show && <input type="hidden" name="show" value={filter.show} />}
            <Field
              label="Search"
              name="q"
              type="search"
              defaultValue={filter.search}
              className="max-w-md grow"
              placeholder="Debtor, receipt, or an id of Stripe’s"
              maxLength={100}
              aria-keyshortcuts="/"
            />
            <Button>Search</Button>
          </Form>
          <Tabs label="Which payments" tabs={viewTabs(filter)} />
        </div>
        <Panel flush>
          {rows.length === 0 ? (
            <NoPayments filter={filter} />
          ) : (
            <PaymentTable payments={rows} openId={openId} search={search(cursor)} />
          )}
          <Pager
            label="Pages of payments"
            previous={before && `/desk/payments${search(`before=${before}`)}`}
            next={after && `/desk/payments${search(`after=${after}`)}`}
          />
        </Panel>
      </div>
      <Outlet />
    </div>
  );
}

const viewNames: Record<PaymentView, string> = {
  for_a_person: "Needs a person",
  refunded: "Refunded",
  charged_back: "Charged back",
  unapplied: "Unapplied",
};

function viewTabs(filter: PaymentFilter) {
  return [null, ...paymentViews].map((show) => ({
    label: show === null ? "All" : viewNames[show],
    to: `/desk/payments${searchOf({ ...filter, show }, "")}`,
    current: filter.show === show,
  }));
}

function NoPayments({ filter }: { filter: PaymentFilter }) {
  if (filter.search !== "")
    return (
      <Empty title="No payment fits" action={<ButtonLink to="/desk/payments">Show all payments</ButtonLink>}>
        Try a shorter search. An id of Stripe’s is looked up in full.
      </Empty>
    );
  if (filter.show === null)
    return (
      <Empty title="No payments yet">
        What debtors pay on their page shows here, and what you record on a balance.
      </Empty>
    );
  return <Empty title="None">{emptyWords[filter.show]}</Empty>;
}

const emptyWords: Record<PaymentView, string> = {
  for_a_person: "No payment waits for a decision.",
  refunded: "Nothing was given back. A refund is made on the payment’s own page.",
  charged_back: "No card’s bank has asked for money back.",
  unapplied: "All that came in belongs to a balance.",
};

function searchOf(filter: PaymentFilter, extra: string): string {
  const query = [paymentFilterParams(filter).toString(), extra].filter((part) => part !== "").join("&");
  return query === "" ? "" : `?${query}`;
}
