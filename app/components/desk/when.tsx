import { useDesk } from "./desk-setting";

type Detail = "day" | "minute";

const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * An instant, in the vendor's time zone. A browser may spell a month otherwise than the server did (`Sep`,
 * `Sept`); what the server wrote stays.
 */
export function When({ at, detail = "minute" }: { at: Date; detail?: Detail }) {
  const { language, timeZone } = useDesk();
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {formatter(language, timeZone, detail).format(at)}
    </time>
  );
}

/** A civil date, `YYYY-MM-DD`: the same day everywhere. */
export function Day({ on }: { on: string }) {
  const { language } = useDesk();
  const noon = new Date(`${on}T12:00:00Z`);
  return (
    <time dateTime={on} suppressHydrationWarning>
      {formatter(language, "UTC", "day").format(noon)}
    </time>
  );
}

/** The desk is written in English, so its dates are too; which English is the vendor's choice. */
function formatter(language: string, timeZone: string, detail: Detail): Intl.DateTimeFormat {
  const locale = language.startsWith("en") ? language : "en-GB";
  const key = `${locale} ${timeZone} ${detail}`;
  const found = formatters.get(key);
  if (found) return found;
  const made = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone,
    ...(detail === "minute" && { hour: "2-digit", minute: "2-digit" }),
  });
  formatters.set(key, made);
  return made;
}
