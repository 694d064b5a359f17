/**
 * A call that nobody has made after a week is given up and the cadence goes on: the debtor is not dropped
 * because the vendor is busy.
 */
export const openCallWaitsDays = 7;
