import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { Amount, decimalsOf } from "~/components/desk/amount";
import { Button, ButtonLink } from "~/components/desk/button";
import { Field } from "~/components/desk/field";
import { Pager, Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { Cell, Row, Table } from "~/components/desk/table";
import { When } from "~/components/desk/when";
import { deskContext } from "~/services/staff/desk-context.server";
import { listDebtorsPage } from "~/services/desk/read-debtor.server";

export const meta: MetaFunction = () => [{ title: "Debtors · Tenfold" }];

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor } = await deskContext(request);
  return listDebtorsPage({ db }, { vendorId: vendor.id, params: new URL(request.url).searchParams });
}

export default function Debtors() {
  const { search, owingOnly, rows, before, after } = useLoaderData<typeof loader>();
  const address = (said: Record<string, string>) => {
    const params = new URLSearchParams({
      ...(search && { q: search }),
      ...(!owingOnly && { owing: "all" }),
      ...said,
    });
    return `/desk/debtors?${params}`;
  };
  return (
    <>
      <PageHeader title="Debtors" />
      <div className="flex flex-col gap-3 pb-4">
        <Form role="search" className="flex items-end gap-3">
          {!owingOnly && <input type="hidden" name="owing" value="all" />}
          <Field
            label="Search"
            name="q"
            type="search"
            defaultValue={search}
            className="max-w-md grow"
            placeholder="Name, reference, email or phone"
            maxLength={100}
          />
          <Button>Search</Button>
        </Form>
        <Tabs
          label="Which debtors"
          tabs={[
            {
              label: "Owing",
              to: search ? `/desk/debtors?q=${encodeURIComponent(search)}` : "/desk/debtors",
              current: owingOnly,
            },
            {
              label: "All",
              to: `/desk/debtors?${new URLSearchParams({ ...(search && { q: search }), owing: "all" })}`,
              current: !owingOnly,
            },
          ]}
        />
      </div>
      <Panel flush>
        {rows.length === 0 ? <Nobody searched={search !== ""} /> : <DebtorTable rows={rows} />}
        <Pager
          label="Pages of debtors"
          previous={before && address({ before })}
          next={after && address({ after })}
        />
      </Panel>
    </>
  );
}

function Nobody({ searched }: { searched: boolean }) {
  return searched ? (
    <Empty
      title="Nobody fits"
      action={<ButtonLink to="/desk/debtors?owing=all">Show all debtors</ButtonLink>}
    >
      Try a shorter search.
    </Empty>
  ) : (
    <Empty title="Nobody owes anything" action={<ButtonLink to="/desk/import">Import balances</ButtonLink>}>
      Debtors come with the balances you import.
    </Empty>
  );
}

type DebtorRow = Awaited<ReturnType<typeof loader>>["rows"][number];

function DebtorTable({ rows }: { rows: DebtorRow[] }) {
  const amounts = decimalsOf(rows.flatMap(({ owed }) => owed.map(({ currency }) => currency)));
  const columns = [
    { label: "Debtor" },
    { label: "Contact", wideOnly: true },
    { label: "Next look", wideOnly: true },
    { label: "Outstanding", align: "right" as const },
  ];
  return (
    <Table caption="Debtors" columns={columns}>
      {rows.map(({ id, name, reference, email, phone, nextCheckAt, reason, owed }) => (
        <Row key={id}>
          <Cell className="max-w-0 w-full @2xl:w-1/3">
            <Link
              to={`/desk/debtors/${id}`}
              className="block truncate font-medium after:absolute after:inset-0"
            >
              {name ?? reference}
            </Link>
            {name && <span className="block truncate text-ink-soft">{reference}</span>}
          </Cell>
          <Cell wideOnly className="max-w-0 w-1/4 text-ink-soft">
            <span className="block truncate">{email ?? (phone ? "" : "No contact")}</span>
            <span className="block truncate">{phone}</span>
          </Cell>
          <Cell wideOnly className="max-w-0 w-1/4 text-ink-soft">
            {nextCheckAt && (
              <span className="block">
                <When at={nextCheckAt} />
              </span>
            )}
            <span className="line-clamp-2">{reason}</span>
          </Cell>
          <Cell align="right">
            {owed.length === 0 && <span className="text-ink-soft">Nothing</span>}
            {owed.map(({ currency, outstandingMinor }) => (
              <span key={currency} className="block">
                <Amount amountMinor={outstandingMinor} currency={currency} alignTo={amounts} />
              </span>
            ))}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
