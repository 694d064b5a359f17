import { isSamePartOfDay, nextPartOfDay } from "~/domain/cadence/timing";
import { decideContact, type Contact } from "~/domain/contact-rules/decide";
import type { ContactLimits } from "~/domain/contact-rules/limits";
import type { Place } from "~/domain/contact-rules/place";

/**
 * Who does not answer three calls at three times of day is not called a fourth time for the same step; the
 * cadence goes on. Well within the seven calls in seven days that US Regulation F presumes to be no
 * harassment (12 CFR 1006.14(b)(2)).
 */
export const mostTries = 3;

/** Caps and times of day push each other ahead a few times at most. */
const mostRounds = 8;

/**
 * When a call that nobody answered is to be tried again: in another part of the day than this try, at a
 * lawful instant. Null when it has been tried often enough, or no such instant is in sight.
 *
 * @param tries those made for this call, the last one among them.
 * @param contacts those that count towards caps, the last try among them.
 */
export function nextTry(params: {
  tries: number;
  triedAt: Date;
  place: Place;
  contacts: readonly Contact[];
  limits: ContactLimits;
}): Date | null {
  const { tries, triedAt, place, contacts, limits } = params;
  if (tries >= mostTries) return null;
  let at = nextPartOfDay(triedAt, place);
  for (let round = 0; round < mostRounds; round += 1) {
    const rules = decideContact({ now: at, channel: "call", place, contacts, limits });
    if (rules.kind === "allowed") {
      if (!isSamePartOfDay(at, triedAt, place)) return at;
      at = nextPartOfDay(at, place);
    } else if (rules.until === null) return null;
    else at = rules.until;
  }
  return null;
}
