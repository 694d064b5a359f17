import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Link, useLoaderData } from "@remix-run/react";
import { z } from "zod";
import { ButtonLink } from "~/components/desk/button";
import { LocalWhen } from "~/components/desk/local-when";
import { Pager, Tabs } from "~/components/desk/pager";
import { Empty, PageHeader, Panel } from "~/components/desk/panel";
import { Cell, Row, Table } from "~/components/desk/table";
import { When } from "~/components/desk/when";
import { channelWords } from "~/components/desk/words";
import { templateTitle } from "~/domain/templates/names";
import { deskContext } from "~/services/staff/desk-context.server";
import {
  forecastSpans,
  listForecastPage,
  type ForecastSpan,
} from "~/services/reminders/read-forecast.server";

export const meta: MetaFunction = () => [{ title: "What goes next · Tenfold" }];

const spanSchema = z.enum(forecastSpans).catch("today");

export async function loader({ request }: LoaderFunctionArgs) {
  const { db, vendor, now } = await deskContext(request);
  const params = new URL(request.url).searchParams;
  const span = spanSchema.parse(params.get("span"));
  const page = await listForecastPage({ db }, { vendor, span, params, now });
  return { ...page, span, isDryRun: vendor.reminderMode === "dry_run", now };
}

const labels: Record<ForecastSpan, string> = {
  rehearsed: "Would have gone today",
  today: "Rest of today",
  tomorrow: "Tomorrow",
  week: "7 days",
};

export default function ForecastPage() {
  const { rows, span, before, after, isDryRun, now } = useLoaderData<typeof loader>();
  const address = (of: ForecastSpan, cursor = "") => `/desk/today/forecast?span=${of}${cursor}`;
  const tabs: ForecastSpan[] = [...(isDryRun ? (["rehearsed"] as const) : []), "today", "tomorrow", "week"];
  return (
    <>
      <PageHeader
        title={isDryRun ? "What would go next" : "What goes next"}
        note={`What is planned if nothing changes: whoever pays or answers drops out, and what comes after
          each of these is planned when it has gone.${isDryRun ? " In a dry run nothing is sent." : ""}`}
        actions={
          <ButtonLink kind="quiet" to="/desk/today">
            Back to today
          </ButtonLink>
        }
      />
      <Tabs
        label="When"
        tabs={tabs.map((one) => ({ label: labels[one], to: address(one), current: one === span }))}
      />
      <div className="pt-3">
        <Panel flush>
          {rows.length === 0 ? (
            <Empty
              title="Nothing is planned"
              action={<ButtonLink to="/desk/debtors">To the debtors</ButtonLink>}
            >
              Each debtor’s page says what goes next, or what holds it.
            </Empty>
          ) : (
            <Contacts rows={rows} span={span} now={now} />
          )}
          <Pager
            label="Pages of what goes next"
            previous={before && address(span, `&before=${before}`)}
            next={after && address(span, `&after=${after}`)}
          />
        </Panel>
      </div>
    </>
  );
}

type Loaded = Awaited<ReturnType<typeof loader>>;

function Contacts({ rows, span, now }: Pick<Loaded, "rows" | "span" | "now">) {
  return (
    <Table
      caption="Planned contacts, the soonest first"
      columns={[
        { label: "Debtor" },
        { label: "What" },
        { label: "Their time" },
        { label: "Your time", wideOnly: true },
      ]}
    >
      {rows.map(({ debtorId, debtorName, channel, templateKey, at, zone, isZoneKnown }) => (
        <Row key={`${debtorId} ${at.toISOString()}`}>
          <Cell className="wrap-anywhere @max-2xl:w-2/5">
            <Link className="font-medium after:absolute after:inset-0" to={`/desk/debtors/${debtorId}`}>
              {debtorName}
            </Link>
          </Cell>
          <Cell className="@2xl:whitespace-nowrap">
            {channelWords[channel]}
            {templateKey && <span className="block text-ink-soft">{templateTitle(templateKey)}</span>}
          </Cell>
          <Cell className="@max-2xl:[&_span]:whitespace-normal">
            {at <= now && span !== "rehearsed" ? (
              "In a moment"
            ) : (
              <LocalWhen at={at} zone={zone} isZoneKnown={isZoneKnown} />
            )}
          </Cell>
          <Cell wideOnly className="whitespace-nowrap">
            <When at={at} />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
