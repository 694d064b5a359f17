import { between, limit, week } from "../limits";

const eightToNine = between("8:00", "21:00");
const daily = week({ weekdays: eightToNine, saturday: eightToNine, sunday: eightToNine });

/**
 * Creditors who collect what they are owed themselves, in their own name. No federal statute names their
 * hours: the FDCPA (15 U.S.C. 1692a(6)) is about those who collect for others, and the hours for telephone
 * solicitation under the TCPA (47 CFR 64.1200(c)(1): 8 a.m. to 9 p.m. local time) leave out those with an
 * established business relationship. But CFPB Bulletin 2013-07 holds creditors to what would be unfair or
 * abusive in a collector, so the hours of both, which are the same, are kept on every channel.
 */
export const unitedStates = limit({
  name: "the United States",
  where: "in the United States",
  open: daily,
});

/**
 * Those who collect what is owed to others: Regulation F. 12 CFR 1006.6(b)(1)(i): no communication,
 * electronic ones included, at a time known to be inconvenient, which before 8 a.m. and after 9 p.m. at the
 * consumer's location is. 12 CFR 1006.14(b)(2)(i): a collector is presumed to comply who calls no more than
 * seven times within seven consecutive days, and not within seven days after a telephone conversation, whose
 * date is the first of the seven. Seven times twenty-four hours, between those hours of day, are never less.
 */
export const unitedStatesCollectors = limit({
  name: "US Regulation F",
  where: "by US Regulation F for those who collect for others",
  caps: [
    { max: 7, days: 7, channels: ["call"], counts: "contacts" },
    { max: 1, days: 7, channels: ["call"], counts: "conversations" },
  ],
  open: daily,
});

/**
 * Massachusetts, of creditors themselves. 940 CMR 7.04(1)(f): no communication by telephone, voice or text
 * message, in excess of two in each seven-day period to a debtor's residence, cellular telephone or other
 * personal number, for each debt; and calls between 8 a.m. and 9 p.m. where the debtor's waking hours are not
 * known. 209 CMR 18.16(1) says the same of collectors. A call that nobody answered counts too, as a message
 * could have been left (Watkins v. Glenn Associates, Mass. Super. Ct. 2016), and all debts to a vendor count
 * as one.
 */
export const massachusetts = limit({
  name: "Massachusetts",
  where: "in Massachusetts",
  caps: [{ max: 2, days: 7, channels: ["sms", "call"], counts: "contacts" }],
  open: daily,
  only: ["sms", "call"],
});

/**
 * New York City: 6 RCNY 5-77(b)(1), as amended from 1 September 2026 ("SHIELD"): no more than three contacts
 * or attempts in seven consecutive days over all media together, and none before 8 a.m. or after 9 p.m.
 * Creditors are under it once they engage in debt collection procedures; a reminder of what is overdue is
 * taken for one. The rule is per account; all accounts with a vendor count as one here.
 */
export const newYorkCity = limit({
  name: "New York City",
  where: "in New York City",
  caps: [{ max: 3, days: 7, channels: null, counts: "contacts" }],
  open: daily,
});

/**
 * The District of Columbia, of creditors and collectors: D.C. Code 28-3814, as amended in 2022: no more than
 * four calls, and five emails, texts and private messages, per account in any seven-day period. It is about
 * what is more than thirty days overdue; here it holds from the first day, and for all accounts with a vendor
 * together.
 */
export const districtOfColumbia = limit({
  name: "the District of Columbia",
  where: "in the District of Columbia",
  caps: [
    { max: 4, days: 7, channels: ["call"], counts: "contacts" },
    { max: 5, days: 7, channels: ["email", "sms"], counts: "contacts" },
  ],
  open: daily,
});
