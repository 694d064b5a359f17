import { between, limit, week } from "../limits";

/**
 * The United Kingdom. No statute names hours or figures: FCA Handbook CONC 7.9.4 R forbids contact at
 * unreasonable times and heeds a debtor's own wishes, section 40 of the Administration of Justice Act 1970
 * forbids demands whose frequency is calculated to alarm or distress. Taken for reasonable: 8:00 to 20:00 on
 * weekdays, 9:00 to 17:00 on Saturdays, not on Sundays and bank holidays, three contacts in seven days.
 */
export const unitedKingdom = limit({
  name: "the United Kingdom",
  where: "in the United Kingdom",
  caps: [{ max: 3, days: 7, channels: null, counts: "contacts" }],
  open: week({ weekdays: between("8:00", "20:00"), saturday: between("9:00", "17:00"), sunday: null }),
  holidays: "regional",
});

/**
 * The European Union and the rest of the European Economic Area. Directive 2005/29/EC, articles 8 and 9 and
 * number 26 of annex I, forbids harassment and persistent unwanted contact, and names no figure. Taken for
 * reasonable is what the collectors and the consumers of one member state have agreed on (Italy, code of
 * conduct of the UNIREC-Consumatori forum): 8:30 to 21:00 on weekdays, 8:30 to 15:00 on Saturdays, not on
 * Sundays and holidays, and no more than three contacts a week.
 */
export const europeanUnion = limit({
  name: "the European Union",
  where: "in the European Union",
  caps: [{ max: 3, days: 7, channels: null, counts: "contacts" }],
  open: week({ weekdays: between("8:30", "21:00"), saturday: between("8:30", "15:00"), sunday: null }),
  holidays: "regional",
});

/**
 * Greece: Law 3758/2009, article 6: calls on working days from 9:00 to 20:00 only, and no more than one every
 * second day. It is about companies that inform debtors for others; here it holds for anyone.
 */
export const greece = limit({
  name: "Greece",
  where: "in Greece",
  caps: [{ max: 1, days: 2, channels: ["call"], counts: "contacts" }],
  open: week({ weekdays: between("9:00", "20:00"), saturday: null, sunday: null }),
  only: ["call"],
  holidays: "regional",
});
