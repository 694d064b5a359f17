import fc from "fast-check";
import { afterEach, beforeEach, expect, inject, vi } from "vitest";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: inject("fastCheckSeed") });

const errorsLogged: string[] = [];

beforeEach(() => {
  errorsLogged.length = 0;
  vi.spyOn(console, "error").mockImplementation((...values: unknown[]) => {
    errorsLogged.push(
      values.map((value) => (value instanceof Error ? value.stack : String(value))).join(" "),
    );
  });
});

// What nobody reads in a log nobody looks at is read here: React's warnings, libraries' complaints, our own
// mistakes.
afterEach(() => {
  expect(errorsLogged, "console.error was called").toEqual([]);
});
