import { scaleBand, scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { Money } from "~/domain/money";
import { money, toDecimal } from "~/domain/money";
import type { PeriodFigures, PeriodUnit } from "~/domain/receivables";
import { Amount } from "../desk/amount";
import { useDesk } from "../desk/desk-setting";
import { Cell, Row, Table } from "../desk/table";
import { Day } from "../desk/when";

interface Series {
  currency: Money["currency"];
  unit: PeriodUnit;
  periods: readonly PeriodFigures[];
}

interface Size {
  width: number;
  height: number;
  labels: number;
}

const wide: Size = { width: 720, height: 230, labels: 8 };
const narrow: Size = { width: 340, height: 210, labels: 4 };
const margin = { top: 10, right: 4, bottom: 24, left: 52 };

/** What was settled in each period as bars, and what was owed at its end as a line, on one scale. */
export function SettledAndOutstanding(series: Series) {
  return (
    <figure>
      <figcaption className="flex flex-wrap gap-x-5 gap-y-1 pb-2 text-sm text-ink-soft">
        <Key className="h-3 bg-accent">Settled in the {series.unit}</Key>
        <Key className="h-0.5 bg-ink-soft">Outstanding at its end</Key>
      </figcaption>
      <Drawing {...series} size={wide} className="max-md:hidden" />
      <Drawing {...series} size={narrow} className="md:hidden" />
      <details className="pt-2 text-sm">
        <summary className="text-ink-soft hover:text-ink">Show as a table</summary>
        <Figures {...series} />
      </details>
    </figure>
  );
}

function Key({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className={`inline-block w-4 rounded-sm ${className}`} />
      <span>{children}</span>
    </span>
  );
}

/**
 * Drawn once for each width, so that the letters keep their size; what it shows is in the table for who
 * cannot see it.
 */
function Drawing({ currency, unit, periods, size, className }: Series & { size: Size; className: string }) {
  const { language } = useDesk();
  const { width, height, labels } = size;
  // A picture needs no exactness; the table beside it has it.
  const value = (amountMinor: bigint) => Number(toDecimal(money(amountMinor, currency)));
  const most = Math.max(1e-9, ...periods.flatMap((p) => [value(p.settledMinor), value(p.outstandingMinor)]));
  const least = Math.min(0, ...periods.flatMap((p) => [value(p.settledMinor), value(p.outstandingMinor)]));
  const y = scaleLinear([least, most], [height - margin.bottom, margin.top]).nice(4);
  const x = scaleBand(
    periods.map((p) => p.startsOn),
    [margin.left, width - margin.right],
  ).padding(0.35);
  const middle = (period: PeriodFigures) => (x(period.startsOn) ?? 0) + x.bandwidth() / 2;
  const path = line<PeriodFigures>(middle, (period) => y(value(period.outstandingMinor)))(periods);
  const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
  const every = Math.ceil(periods.length / labels);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className={`w-full ${className}`}
      aria-hidden="true"
      fontSize="11"
    >
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <line x1={margin.left} x2={width} y1={y(tick)} y2={y(tick)} className="stroke-line" />
          <text x={margin.left - 8} y={y(tick)} dy="0.32em" textAnchor="end" className="fill-ink-soft">
            {compact.format(tick)}
          </text>
        </g>
      ))}
      {periods.map((period, index) => (
        <g key={period.startsOn}>
          <Bar
            x={x(period.startsOn) ?? 0}
            width={x.bandwidth()}
            from={y(0)}
            to={y(value(period.settledMinor))}
          />
          {(periods.length - 1 - index) % every === 0 && (
            <text
              x={index === periods.length - 1 ? x.range()[1] : middle(period)}
              y={height - 6}
              className="fill-ink-soft"
              textAnchor={index === periods.length - 1 ? "end" : "middle"}
            >
              {shortDate(period.startsOn, unit, language)}
            </text>
          )}
        </g>
      ))}
      {path && (
        <path d={path} fill="none" strokeWidth="2" strokeLinejoin="round" className="stroke-ink-soft" />
      )}
      {periods.map((period) => (
        <circle
          key={period.startsOn}
          cx={middle(period)}
          cy={y(value(period.outstandingMinor))}
          r="2.5"
          strokeWidth="1.5"
          className="fill-surface stroke-ink-soft"
        />
      ))}
    </svg>
  );
}

function Bar({ x, width, from, to }: { x: number; width: number; from: number; to: number }) {
  const height = Math.abs(from - to);
  if (height === 0) return null;
  // What was settled stays visible however small it is beside the rest.
  const seen = Math.max(height, 1.5);
  return (
    <rect
      x={x}
      width={width}
      y={to < from ? from - seen : from}
      height={seen}
      rx="1.5"
      className="fill-accent"
    />
  );
}

function shortDate(startsOn: string, unit: PeriodUnit, language: string): string {
  const locale = language.startsWith("en") ? language : "en-GB";
  return new Intl.DateTimeFormat(locale, {
    timeZone: "UTC",
    month: "short",
    ...(unit === "week" ? { day: "numeric" } : { year: "2-digit" }),
  }).format(new Date(`${startsOn}T12:00:00Z`));
}

function Figures({ currency, unit, periods }: Series) {
  const columns = [
    { label: unit === "week" ? "Week from" : "Month from" },
    { label: "Settled", align: "right" as const },
    { label: "Outstanding at its end", align: "right" as const },
  ];
  return (
    <div className="max-h-80 overflow-auto">
      <Table caption={`Settled and outstanding in ${currency} by ${unit}`} columns={columns}>
        {[...periods].reverse().map(({ startsOn, settledMinor, outstandingMinor }) => (
          <Row key={startsOn}>
            <Cell>
              <Day on={startsOn} />
            </Cell>
            <Cell align="right">
              <Amount amountMinor={settledMinor} currency={currency} />
            </Cell>
            <Cell align="right">
              <Amount amountMinor={outstandingMinor} currency={currency} />
            </Cell>
          </Row>
        ))}
      </Table>
    </div>
  );
}
