import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brandButton, contrast, edgeContrast, textContrast } from "~/components/pay/brand-button";

const [lightText = "", darkText = ""] = readFileSync("app/components/tokens.css", "utf8").split("@media");
const read = (css: string) =>
  Object.fromEntries(
    [...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = "", value = ""]) => [name, value]),
  );
const schemes = { light: read(lightText), dark: read(darkText) };

const textOn: [text: string, ground: string][] = [
  ["ink", "ground"],
  ["ink", "surface"],
  ["ink", "raised"],
  ["ink-soft", "ground"],
  ["ink-soft", "surface"],
  ["ink-soft", "raised"],
  ["accent", "ground"],
  ["accent", "surface"],
  ["accent-strong", "accent-soft"],
  ["ink", "accent-soft"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["danger", "ground"],
  ["danger", "surface"],
  ["danger", "danger-soft"],
  ["ink", "danger-soft"],
  ["warn", "ground"],
  ["warn", "surface"],
  ["warn", "warn-soft"],
  ["ink", "warn-soft"],
];
const edgeOn: [edge: string, ground: string][] = [
  ["line-strong", "ground"],
  ["line-strong", "surface"],
  ["accent", "ground"],
  ["accent", "surface"],
  ["ink", "surface"],
];

describe.each(Object.entries(schemes))("the %s colours", (_scheme, colors) => {
  const ratio = (one: string, other: string) =>
    contrast(colors[one] ?? "missing", colors[other] ?? "missing");

  it.each(textOn)("let %s be read on %s", (text, ground) => {
    expect(ratio(text, ground)).toBeGreaterThanOrEqual(textContrast);
  });
  it.each(edgeOn)("let the edge %s be seen on %s", (edge, ground) => {
    expect(ratio(edge, ground)).toBeGreaterThanOrEqual(edgeContrast);
  });
});

it("names the same colours in light and in dark", () => {
  expect(Object.keys(schemes.dark)).toEqual(Object.keys(schemes.light));
});

describe("a vendor's button", () => {
  const brand = fc
    .integer({ min: 0, max: 0xff_ff_ff })
    .map((value) => `#${value.toString(16).padStart(6, "0")}`);

  it("can be read and found whatever colour the vendor picks, in light and in dark", () => {
    fc.assert(
      fc.property(
        brand,
        fc.constantFrom(...Object.values(schemes)),
        (color, { surface = "", "line-strong": line = "" }) => {
          const button = brandButton(color, { page: surface, line });
          expect(contrast(button.text, color)).toBeGreaterThanOrEqual(textContrast);
          expect(contrast(button.edge, surface)).toBeGreaterThanOrEqual(edgeContrast);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it("keeps the vendor's colour as its edge where that colour stands out", () => {
    expect(brandButton("#1f5f4a", { page: "#ffffff", line: "#7f817c" })).toEqual({
      text: "#ffffff",
      edge: "#1f5f4a",
    });
    expect(brandButton("#fefefe", { page: "#ffffff", line: "#7f817c" })).toEqual({
      text: "#000000",
      edge: "#7f817c",
    });
  });
});

it("measures contrast as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrast("#123456", "#123456")).toBe(1);
});
