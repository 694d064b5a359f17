import tokens from "../tokens.css?raw";
import { brandButton } from "./brand-button";
import page from "./pay.css?raw";

/** The page's own colour, where there is no vendor to speak of. */
const houseColor = "#17654b";

/** All the style of the debtor's page, in one text that the document carries itself. */
export function payStyle(brandColor: string | null): string {
  const brand = brandColor ?? houseColor;
  const light = brandButton(brand, schemes.light);
  const dark = brandButton(brand, schemes.dark);
  return (
    `:root{--brand:${brand};--brand-text:${light.text};--brand-edge:${light.edge}}` +
    (dark.edge === light.edge ? "" : `@media (prefers-color-scheme:dark){:root{--brand-edge:${dark.edge}}}`) +
    common
  );
}

const common = compact(tokens) + compact(page);

const [lightTokens = "", darkTokens = ""] = tokens.split("@media");
const schemes = { light: readScheme(lightTokens), dark: readScheme(darkTokens) };

function readScheme(css: string): { page: string; line: string } {
  const value = (name: string) => new RegExp(`--${name}:\\s*(#[0-9a-f]{6})`).exec(css)?.[1] ?? "#000000";
  return { page: value("surface"), line: value("line-strong") };
}

/** Takes out what only people need. Every byte counts towards the first round trip. */
function compact(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1")
    .replace(/([a-z-]): /g, "$1:")
    .replace(/;}/g, "}")
    .trim();
}
