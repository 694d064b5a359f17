import type { MachineRoom } from "./machine-room";
import { play, type Played, type PlayOptions } from "./play";
import type { Story } from "./story";

export interface Shrunk extends Played {
  story: Story;
}

/** Tries enough for a story of some thirty actions, and ends within a minute or two. */
const maxTries = 150;

/**
 * Leaves out of a story that fails what it fails without: halves first, then smaller and smaller parts, down
 * to single actions. Processes race for real, so a part that failed once may pass the next time: what is
 * kept is always a story that has failed just now.
 */
export async function shrink(
  room: MachineRoom,
  story: Story,
  options: PlayOptions = {},
): Promise<Shrunk | null> {
  let tries = 0;
  const fails = async (candidate: Story): Promise<Shrunk | null> => {
    for (let again = 0; again < 2 && tries < maxTries; again += 1) {
      tries += 1;
      const played = await play(room, candidate, options);
      if (played.complaints.length > 0) return { ...played, story: candidate };
    }
    return null;
  };
  let smallest = await fails(story);
  if (!smallest) return null;
  for (
    let size = Math.ceil(countActions(story) / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let start = 0; start < countActions(smallest.story) && tries < maxTries;) {
      const smaller: Shrunk | null = await fails(without(smallest.story, start, size));
      if (smaller) smallest = smaller;
      else start += size;
    }
  }
  return smallest;
}

function countActions({ steps }: Story): number {
  return steps.reduce((count, step) => count + step.length, 0);
}

/** The story without `size` of its actions, counted from `start` through all its steps. */
function without(story: Story, start: number, size: number): Story {
  let index = 0;
  const steps = story.steps.map((step) =>
    step.filter(() => {
      const at = index;
      index += 1;
      return at < start || at >= start + size;
    }),
  );
  return { ...story, steps: steps.filter((step) => step.length > 0) };
}

/** What a person needs to see what went wrong. */
export function report(seed: number, { complaints, told }: Played): string {
  return [
    `Seed ${seed} fails:`,
    ...complaints.map((complaint) => `  - ${complaint}`),
    "The story, as far as it takes to fail:",
    ...told.map((sentence, index) => `  ${index + 1}. ${sentence}`),
  ].join("\n");
}
