import { hourText } from "~/domain/contact-choice-form";
import type { MessageKey } from "~/domain/debtor-language/messages";
import type { ContactChannel } from "~/domain/vocabulary";
import type { PayView } from "./view";

const channelKeys = {
  email: "reachEmail",
  sms: "reachSms",
  call: "reachCall",
} as const satisfies Record<ContactChannel, MessageKey>;

/** Each by its own name, as whoever looks for it reads it. */
const languages = { en: "English", es: "Español" } as const;

/**
 * A quiet row that opens to how the debtor wants to be reached: on what, between which hours, in what
 * language.
 */
export function Reach(view: PayView) {
  const { words, page, returned } = view;
  const { onFile, choice } = page.reach;
  if (onFile.length === 0) return null;
  const back = returned?.intent === "reach" ? returned : null;
  const spoken = choice?.language ?? new Intl.Locale(words.language).language;
  const language = back?.typed.get("language") ?? spoken;
  return (
    <section className="answers quiet">
      <details name="answer" open={back !== null}>
        <summary>{words.say("reachTitle")}</summary>
        <form method="post" noValidate={back !== null}>
          <p>{words.say("reachText", { vendor: page.vendor.name })}</p>
          <Channels {...view} />
          <Hours {...view} />
          <fieldset>
            <legend>{words.say("reachLanguage")}</legend>
            {Object.entries(languages).map(([code, name]) => (
              <label key={code} className="choice" lang={code}>
                <input type="radio" name="language" value={code} defaultChecked={language === code} />
                {name}
              </label>
            ))}
          </fieldset>
          <button name="intent" value="reach">
            {words.say("reachSend")}
          </button>
        </form>
      </details>
    </section>
  );
}

/** With one channel there is nothing to choose of them. */
function Channels({ words, page, returned }: PayView) {
  const { onFile, choice } = page.reach;
  const [only, another] = onFile;
  if (only && !another) return <input type="hidden" name="channel" value={only} />;
  const typed = returned?.intent === "reach" ? returned.typed.getAll("channel") : null;
  const isTicked = (channel: ContactChannel) =>
    typed ? typed.includes(channel) : (choice?.channels?.includes(channel) ?? true);
  return (
    <fieldset>
      <legend>{words.say("reachChannels")}</legend>
      <Problem words={words} returned={returned} field="channel" />
      {onFile.map((channel) => (
        <label key={channel} className="choice">
          <input type="checkbox" name="channel" value={channel} defaultChecked={isTicked(channel)} />
          {words.say(channelKeys[channel])}
        </label>
      ))}
    </fieldset>
  );
}

function Hours({ words, page, returned }: PayView) {
  const { choice } = page.reach;
  const typed = returned?.intent === "reach" ? returned.typed : null;
  const hours = [
    ["opensAt", "reachFrom", choice?.opensAtHour ?? null],
    ["closesAt", "reachTo", choice?.closesAtHour ?? null],
  ] as const;
  return (
    <fieldset>
      <legend>{words.say("reachHours")}</legend>
      <p className="hint" id="reach-hint">
        {words.say("reachHint")}
      </p>
      {hours.map(([name, key, hour]) => (
        <div key={name}>
          <Problem words={words} returned={returned} field={name} />
          <label>
            {words.say(key)}
            <input
              className="field"
              type="time"
              step={3600}
              name={name}
              defaultValue={typed ? (typed.get(name) ?? "") : hourText(hour)}
              aria-describedby="reach-hint"
            />
          </label>
        </div>
      ))}
    </fieldset>
  );
}

function Problem({ words, returned, field }: Pick<PayView, "words" | "returned"> & { field: string }) {
  const key = returned?.intent === "reach" ? returned.errors[field] : undefined;
  return key === undefined ? null : (
    <p className="error" role="alert">
      {words.say(key)}
    </p>
  );
}

/** What was just saved: said once, before anything else, and only where there is a choice. */
export function ReachNote({ words, page, reachSaved }: PayView) {
  if (!reachSaved || page.reach.choice === null) return null;
  return (
    <p className="note good" role="status">
      {words.say("reachSaved")}
    </p>
  );
}
