import { afterAll, beforeAll, expect, test } from "vitest";
import { useDatabase } from "~tests/setup/database";
import { openMachineRoom, type MachineRoom } from "./machine-room";
import { play } from "./play";
import { report, shrink } from "./shrink";
import { storyOf } from "./story";

const seedsPerTest = 25;

/** Tests that play these seeds, `seedsPerTest` at a time; one that fails is shrunk and told. */
export function holdSeeds(from: number, to: number): void {
  const database = useDatabase();
  let room: MachineRoom;
  beforeAll(async () => {
    room = await openMachineRoom(database.url);
  });
  afterAll(() => room.close());

  for (let first = from; first <= to; first += seedsPerTest) {
    const last = Math.min(first + seedsPerTest - 1, to);
    test(`every cent is where the model and Stripe have it, seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed += 1) expect(await failureOf(room, seed)).toBeNull();
    }, 300_000);
  }
}

async function failureOf(room: MachineRoom, seed: number): Promise<string | null> {
  const played = await play(room, storyOf(seed));
  if (played.complaints.length === 0) return null;
  return report(seed, (await shrink(room, storyOf(seed))) ?? played);
}
