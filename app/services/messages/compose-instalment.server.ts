import { dateInWords, type CivilDate } from "~/domain/dates";
import { formatMoney, type Money } from "~/domain/money";
import { subjectLine } from "~/domain/templates/email-blocks";
import { tame } from "~/domain/templates/reminder-fields";
import { renderSms } from "~/domain/templates/sms-text";
import { primary } from "~/domain/templates/template";
import type { Channel } from "~/domain/vocabulary";
import type { VendorProfile } from "~db/queries/desk/debtor-records";
import { instalmentWords } from "~emails/instalment-words";
import { renderInstalment } from "~emails/render";
import type { ComposedEmail, ComposedSms } from "~/services/reminders/compose-reminder.server";

export interface InstalmentMaterials {
  /** That it is charged soon, that it failed and is tried again, or that it failed and is asked for. */
  saying: "notice" | "retry" | "asked";
  channel: Channel;
  vendor: VendorProfile;
  debtorName: string | null;
  /** BCP 47. */
  language: string;
  today: CivilDate;
  number: number;
  count: number;
  amount: Money;
  /** All that is outstanding on what the plan is about. */
  outstanding: Money;
  chargeOn: CivilDate;
  /** `Visa ···· 4242`; null when none is kept any more. */
  card: string | null;
  url: string;
}

const longestName = 60;

export async function composeInstalmentEmail(materials: InstalmentMaterials): Promise<ComposedEmail> {
  const { saying, vendor, language, url } = materials;
  const words = instalmentWords(language)[saying];
  const facts = factsOf(materials);
  const lines = [words.hello(facts.name), ...words.body(facts)];
  const signature = [vendor.signatureName, vendor.name];
  const button = words.button(facts);
  return {
    subject: subjectLine(words.subject(facts)),
    html: await renderInstalment({
      vendor,
      language,
      headline: saying === "asked" ? facts.outstanding : facts.amount,
      previewText: words.body(facts)[0] ?? "",
      paragraphs: lines,
      signature,
      button: { label: button, url },
    }),
    text: [...lines, `${button}:\n${url}`, signature.join("\n"), `-- \n${vendor.postalAddress}`]
      .join("\n\n")
      .concat("\n"),
  };
}

export function composeInstalmentSms(materials: InstalmentMaterials): ComposedSms {
  const { saying, vendor, language, url } = materials;
  const words = instalmentWords(language)[saying];
  const { name, amount, outstanding, on, which } = factsOf(materials);
  const fields = {
    debtor: { name: name ?? "" },
    vendor: { name: tame(vendor.name, longestName) },
    amount: saying === "asked" ? outstanding : amount,
    what_for: which,
    due: on,
    days_late: 0,
    days_until_due: 0,
    promised: "",
    statement: "",
    count: materials.count,
    signature: "",
    pay_link: url,
    opt_out: "",
  };
  return { text: renderSms(words.sms, fields, { language: primary(language) }), segments: 1 };
}

function factsOf({ vendor, debtorName, language, today, number, count, ...rest }: InstalmentMaterials) {
  return {
    name: debtorName === null ? null : tame(debtorName, longestName),
    vendor: tame(vendor.name, longestName),
    which: `${number}/${count}`,
    number,
    count,
    amount: formatMoney(rest.amount, language),
    outstanding: formatMoney(rest.outstanding, language),
    on: dateInWords(rest.chargeOn, { language, today }),
    card: rest.card,
  };
}
