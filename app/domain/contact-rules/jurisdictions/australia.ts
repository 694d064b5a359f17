import { between, limit, week } from "../limits";

const weekend = between("9:00", "21:00");

/**
 * ACCC and ASIC, Debt collection guideline: for collectors and creditors (RG 96), part 2. Section 4: contact
 * by telephone from 7.30 a.m. to 9 p.m. on weekdays, from 9 a.m. to 9 p.m. at weekends, none recommended on
 * national public holidays. Section 5: no more than three contacts a week or ten a month. The guideline says
 * this of calls that reach the debtor, and that email and SMS are to be as reasonable; here every contact on
 * every channel counts. A month is taken for the longest one.
 */
export const australia = limit({
  name: "Australia",
  where: "in Australia",
  caps: [
    { max: 3, days: 7, channels: null, counts: "contacts" },
    { max: 10, days: 31, channels: null, counts: "contacts" },
  ],
  open: week({ weekdays: between("7:30", "21:00"), saturday: weekend, sunday: weekend }),
  holidays: "national",
});
