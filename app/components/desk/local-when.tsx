import { useDesk } from "./desk-setting";

/** An instant by a debtor's own clock, with its day and the place that the clock hangs in. */
export function LocalWhen({
  at,
  zone,
  isZoneKnown = true,
}: {
  at: Date;
  zone: string;
  isZoneKnown?: boolean;
}) {
  const { language } = useDesk();
  return (
    <span className={isZoneKnown ? "whitespace-nowrap" : ""}>
      <time dateTime={at.toISOString()} suppressHydrationWarning>
        {formatter(language, zone).format(at)}
      </time>{" "}
      in {placeName(zone)}
      {!isZoneKnown && ", as far as is known"}
    </span>
  );
}

/** `America/Argentina/Buenos_Aires` → `Buenos Aires`. */
function placeName(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, timeZone: string): Intl.DateTimeFormat {
  const locale = language.startsWith("en") ? language : "en-GB";
  const key = `${locale} ${timeZone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
  formatters.set(key, made);
  return made;
}
