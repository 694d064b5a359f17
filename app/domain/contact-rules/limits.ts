import type { Channel } from "~/domain/vocabulary";

/** At most this many messages in any stretch of that many days. */
export interface Cap {
  name: string;
  max: number;
  days: number;
  /** Null: over all channels together. */
  channel: Channel | null;
}

/** When, and how often, a debtor may be written to. All times are the debtor's own. */
export interface ContactLimits {
  caps: readonly Cap[];
  /** The first minute of this hour is allowed. */
  opensAtHour: number;
  /** The first minute of this hour is not. */
  closesAtHour: number;
  /** ISO weekdays, 1 is Monday. */
  weekdays: ReadonlySet<number>;
  /** Whether public holidays of the debtor's country count as any other day. */
  onHolidays: boolean;
}

/**
 * What holds where no stricter law is known: narrow enough for the rules that we read, so that a debtor whose
 * place is not known is not written to unlawfully. The caps are Australia's (ACCC and ASIC, Debt collection
 * guideline RG 96: three contacts a week, ten a month, none on national public holidays) with Massachusetts'
 * two calls or texts in seven days (940 CMR 7.04). The hours lie within those of RG 96, of US Regulation F
 * (12 CFR 1006.6) and of Ontario (R.R.O. 1990, Reg. 74); Sunday, which Ontario narrows to an afternoon, is
 * left out.
 */
export const safeDefault: ContactLimits = {
  caps: [
    { name: "three in 7 days", max: 3, days: 7, channel: null },
    { name: "ten in 30 days", max: 10, days: 30, channel: null },
    { name: "two SMS in 7 days", max: 2, days: 7, channel: "sms" },
  ],
  opensAtHour: 9,
  closesAtHour: 20,
  weekdays: new Set([1, 2, 3, 4, 5, 6]),
  onHolidays: false,
};

/** No cap looks further back than this. */
export const longestCapDays = 30;
