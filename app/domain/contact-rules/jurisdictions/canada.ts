import { between, limit, week } from "../limits";

const sevenToNine = between("7:00", "21:00");

/**
 * The harmonized list of prohibited collection practices that the provinces have agreed on, as New Brunswick
 * enacts it for creditors (General Regulation 2010-104, s. 9(2)(d)): no call on a Sunday but from 1 p.m. to
 * 5 p.m., on a holiday, or on any other day but from 7 a.m. to 9 p.m., local time of the debtor. Kept on
 * every channel.
 */
export const canada = limit({
  name: "Canada",
  where: "in Canada",
  open: week({ weekdays: sevenToNine, saturday: sevenToNine, sunday: between("13:00", "17:00") }),
  holidays: "regional",
});

/**
 * Ontario: R.R.O. 1990, Reg. 74 under the Collection and Debt Settlement Services Act, s. 22: no more than
 * three contacts in a seven-day period on behalf of the same creditor, email and voice mail included; not on
 * a Sunday but from 1 p.m. to 5 p.m., not on a statutory holiday, on other days from 7 a.m. to 9 p.m. It is
 * about collection agencies, and counts from the first conversation; here it holds for anyone, from the
 * first contact.
 */
export const ontario = limit({
  name: "Ontario",
  where: "in Ontario",
  caps: [{ max: 3, days: 7, channels: null, counts: "contacts" }],
  open: week({ weekdays: sevenToNine, saturday: sevenToNine, sunday: between("13:00", "17:00") }),
  holidays: "regional",
});

const eightToEight = between("8:00", "20:00");

/**
 * Quebec: Act respecting the collection of certain debts (chapter ), s. 34(4): no oral communication
 * except on days other than Sundays and holidays from 8 a.m. to 8 p.m. It is about those who hold a
 * collection agent's permit; here it holds for anyone. What is written keeps to Canada's hours.
 */
export const quebec = limit({
  name: "Quebec",
  where: "in Quebec",
  open: week({ weekdays: eightToEight, saturday: eightToEight, sunday: null }),
  only: ["call"],
  holidays: "regional",
});
