import { civilDateAt } from "~/domain/dates";
import { reminderFields, stopPhrase, type ReminderFields } from "~/domain/templates/reminder-fields";
import type { TemplateName } from "~/domain/templates/template";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import { payLinkUrl } from "~/services/pay-page/mint-pay-link.server";
import type { ReminderMaterials } from "~/services/reminders/compose-reminder.server";

/** As long as a real token, and never one: whoever follows it finds no such link. */
export const previewToken = "this-is-where-the-debtors-own-link-goes";

const dayMs = 86_400_000;
/** Late enough to be asked, soon enough to be ordinary. */
const lateDays = 4;
const aheadDays = 5;

interface Typical {
  vendor: VendorProfile;
  name: Pick<TemplateName, "key" | "language">;
  now: Date;
}

/** An invented debtor of this vendor, who owes something ordinary and belongs to nobody. */
export function typicalDebtor({
  vendor,
  name,
  now,
}: Typical): Pick<
  ReminderMaterials,
  "vendor" | "debtorName" | "balances" | "language" | "today" | "promisedOn"
> {
  const on = (days: number) => civilDateAt(new Date(now.getTime() + days * dayMs), vendor.timeZone);
  const { currency } = vendor;
  return {
    vendor,
    debtorName: "Ana Silva",
    balances: [
      {
        reference: "1042",
        description: "Check-up",
        dueOn: on(name.key === "upcoming" ? aheadDays : -lateDays),
        currency,
        outstandingMinor: 4_500n,
      },
    ],
    language: name.language,
    today: on(0),
    promisedOn: name.key === "broken-promise" || name.key === "call-again" ? on(-1) : null,
  };
}

/** What a template is tried out with: an ordinary reminder of this vendor, with a link of the real length. */
export function typicalFields({ appUrl, ...typical }: Typical & { appUrl: string }): ReminderFields {
  return reminderFields({
    ...typicalDebtor(typical),
    payLink: payLinkUrl(appUrl, previewToken),
    optOut: stopPhrase(typical.name.language),
  });
}
