import { pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./columns";

/**
 * How far Stripe's list of events has been read into the inbox, per account. It belongs to the operator, as
 * the inbox does.
 */
export const stripeEventCursors = pgTable("stripe_event_cursors", {
  /** Stripe's `acct_…` of a connected account, or `own` for the operator's. */
  account: text("account").primaryKey(),
  /** Every handled event created before this instant is in the inbox. */
  readUntil: instant("read_until").notNull(),
});
