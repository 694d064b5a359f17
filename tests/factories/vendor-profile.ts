import { currency } from "~/domain/money";
import type { VendorProfile } from "~db/queries/desk/debtor-records";

/** What a vendor's messages say of it, for those that are written without a database. */
export const vendorProfile: VendorProfile = {
  name: "Harbour Street Dental",
  signatureName: "Maya Lindqvist",
  timeZone: "America/New_York",
  language: "en-US",
  country: "US",
  replyToEmail: "billing@harbourdental.example",
  phone: null,
  postalAddress: "12 Harbour Street, New York, NY 10013",
  brandColor: "#1f5f4a",
  currency: currency("USD"),
  reminderMode: "automatic",
  contactPolicy: "careful",
  collectsForOthers: false,
  holdoutPercent: 0,
  emailCostMicros: 0,
  smsSegmentCostMicros: 0,
  averageBalanceMinor: null,
  canCollect: true,
  paymentsKnownUntil: new Date("2026-03-10T12:00:00Z"),
};
