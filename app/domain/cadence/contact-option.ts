import { templateTitle, templateTitles } from "~/domain/templates/names";
import { primary, templateFor, type TemplateName } from "~/domain/templates/template";
import { contactChannels, type ContactChannel } from "~/domain/vocabulary";

/** A contact that a step can be: a channel with a template that is written for it. */
export interface ContactOption {
  channel: ContactChannel;
  templateKey: string;
  title: string;
  /** The language that it goes in, where it is not written in the vendor's own; null where it is. */
  foreign: string | null;
}

/** A fresh link is sent when it is asked for, never by a cadence. */
const neverBySteps: ReadonlySet<string> = new Set(["fresh-link"]);

/** What steps can be with these templates, in the order in which a debtor would meet them. */
export function contactsOf(templates: readonly TemplateName[], language: string): ContactOption[] {
  const order = Object.keys(templateTitles);
  return contactChannels.flatMap((channel) => {
    const written = templates.filter((one) => one.channel === channel && !neverBySteps.has(one.key));
    const byKey = [...Map.groupBy(written, ({ key }) => key)];
    return byKey
      .sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
      .map(([templateKey, versions]) => {
        const goesIn = templateFor(versions, [language])?.language ?? language;
        const foreign = primary(goesIn) === primary(language) ? null : goesIn;
        return { channel, templateKey, title: templateTitle(templateKey), foreign };
      });
  });
}
