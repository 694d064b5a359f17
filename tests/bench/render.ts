import { render } from "react-email";
import { createElement } from "react";
import { shippedTemplates } from "~/domain/templates/shipped";
import { renderReminder } from "~emails/render";
import ReminderEmail from "~emails/reminder";
import { composeEmail, composeSms, writeEmail } from "~/services/reminders/compose-reminder.server";
import { vendorProfile } from "~tests/factories/vendor-profile";
import { measure, type Result } from "./measure";

const unit = "messages/s";
/** Many and short, so that a busy machine is met by both alike. */
const runs = 11;
const sliceMs = 400;
/** So many that no cache could hold the messages themselves. */
const debtors = 5_000;

/**
 * Messages a second from a vendor's template and one debtor's facts, everyone another: a whole email (Liquid,
 * HTML and plain text) and the layout alone, each against rendering it through react-email; and an SMS for
 * comparison with the email.
 */
export async function benchRender(): Promise<Result[]> {
  const materials = Array.from({ length: debtors }, (_, index) => materialsOf(index, "email"));
  const texts = Array.from({ length: debtors }, (_, index) => materialsOf(index, "sms"));
  const layouts = materials.map((one) => writeEmail(one).layout);
  const throughReact = (props: (typeof layouts)[number]) => render(createElement(ReminderEmail, props));
  const against = "react-email, each rendered";
  return [
    await measure({
      name: "render",
      unit,
      runs,
      against,
      ours: () => perSecondOf(materials, composeEmail),
      limit: () => perSecondOf(materials, (one) => throughReact(writeEmail(one).layout)),
    }),
    await measure({
      name: "render-layout",
      unit,
      runs,
      against,
      ours: () => perSecondOf(layouts, renderReminder),
      limit: () => perSecondOf(layouts, throughReact),
    }),
    await measure({
      name: "render-sms",
      unit,
      runs,
      against: "the emails of this process",
      ours: () => perSecondOf(texts, composeSms),
      limit: () => perSecondOf(materials, composeEmail),
    }),
  ];
}

function materialsOf(index: number, channel: "email" | "sms") {
  const template = shippedTemplates.find(({ key, ...one }) => key === "overdue" && one.channel === channel);
  if (!template) throw new Error("There is a first reminder on every channel.");
  const balances = Array.from({ length: 1 + (index % 3) }, (_, each) => ({
    reference: `${10_000 + index * 3 + each}`,
    description: `Visit ${index}`,
    dueOn: `2026-02-${String(1 + ((index + each) % 28)).padStart(2, "0")}`,
    currency: vendorProfile.currency,
    outstandingMinor: BigInt(526 + index * 37 + each),
  }));
  const token = String(index).padStart(39, "0");
  return {
    vendor: vendorProfile,
    debtorName: `Ana Ferreira ${index}`,
    balances,
    template,
    language: "en-US",
    today: "2026-03-10",
    payUrl: `https://pay.example.com/p/${token}`,
    unsubscribeUrl: `https://pay.example.com/unsubscribe/${token}`,
  };
}

/** Takes one after another for a while, and tells how many of them a second it went. */
async function perSecondOf<T>(items: readonly T[], work: (item: T) => unknown): Promise<number> {
  const startedAt = performance.now();
  let done = 0;
  for (;;) {
    for (const item of items) {
      await work(item);
      done += 1;
      if (performance.now() - startedAt >= sliceMs) return (done * 1_000) / (performance.now() - startedAt);
    }
  }
}
