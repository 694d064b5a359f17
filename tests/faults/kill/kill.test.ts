import { describe, expect, inject, test } from "vitest";
import { failpoints, type Failpoint } from "~/services/failpoint.server";
import { tellBatchStory } from "./batch-story";
import { tellStory, type Death } from "./story";

/** Needs moments that no person's story passes; their own tests die there. */
const elsewhere: readonly Failpoint[] = ["charge-instalment:claimed", "charge-instalment:answered"];
/** What a batch of emails passes, in a story of its own. */
const ofBatches = failpoints.filter((name) => name.startsWith("send-emails:"));
const told = failpoints.filter((name) => !elsewhere.includes(name) && !ofBatches.includes(name));

/** `npm run faults` tells every story; a test run those that guard the dearest steps. */
const isFull = process.env["FAULTS"] === "full";
const dearest: readonly Failpoint[] = [
  "start-payment:answered",
  "apply-stripe-event:written",
  "charge-card:answered",
  "send-refund:answered",
];
const storyMs = 400_000;

describe.each<{ death: Death; names: readonly Failpoint[] }>([
  { death: "process", names: isFull ? told : dearest },
  { death: "backends", names: isFull ? told : ["apply-stripe-event:written"] },
])("when the $death of whoever gets there dies", ({ death, names }) => {
  test.each(names)(
    "at %s, nothing is lost and nothing doubled",
    async (failpoint) => {
      const server = { url: inject("serverUrl"), template: inject("template") };
      expect(await tellStory(server, { failpoint, death })).toEqual([]);
    },
    storyMs,
  );
});

describe.runIf(isFull)("when the worker that sends a batch of emails is killed", () => {
  test.each(ofBatches)(
    "at %s, each arrives once",
    async (failpoint) => {
      const server = { url: inject("serverUrl"), template: inject("template") };
      expect(await tellBatchStory(server, { failpoint })).toEqual([]);
    },
    storyMs,
  );
});
