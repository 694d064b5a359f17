import { between, limit, week } from "../limits";

const daytime = between("9:00", "20:00");

/**
 * What holds where no stricter law is known, and beside the law for vendors who want to be careful: narrow
 * enough for the rules that we read, so that a debtor whose place is not known is not contacted unlawfully.
 * The caps are Australia's (ACCC and ASIC, Debt collection guideline RG 96, part 2, sections 4 and 5: three
 * contacts a week, ten a month, none on national public holidays) with Massachusetts' two calls or texts in
 * seven days (940 CMR 7.04(1)(f)). The hours lie within those of RG 96, of US Regulation F (12 CFR
 * 1006.6(b)), of Ontario (R.R.O. 1990, Reg. 74) and of Quebec (chapter R-2.2, s. 34); Sunday, which Ontario
 * narrows to an afternoon, is left out. Narrower ones, as on Saturdays in Europe, hold beside it.
 */
export const safeDefault = limit({
  name: "the safe default",
  where: "by the safe default",
  caps: [
    { max: 3, days: 7, channels: null, counts: "contacts" },
    { max: 10, days: 30, channels: null, counts: "contacts" },
    { max: 2, days: 7, channels: ["sms", "call"], counts: "contacts" },
  ],
  open: week({ weekdays: daytime, saturday: daytime, sunday: null }),
  holidays: "regional",
});
