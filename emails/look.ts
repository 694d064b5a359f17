import type { CSSProperties } from "react";

/** The system's own typefaces: nothing to fetch, and what the rest of the mail program is set in. */
const typeface =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Helvetica, Arial, sans-serif';

export const look = {
  body: { margin: 0, padding: "24px 12px", backgroundColor: "#f4f3f0", fontFamily: typeface },
  card: { maxWidth: "560px", margin: "0 auto", backgroundColor: "#ffffff", borderRadius: "10px" },
  inside: { padding: "28px 28px 32px" },
  vendor: { margin: "0 0 4px", fontSize: "16px", lineHeight: "24px", fontWeight: 600, color: "#1d1f1e" },
  amount: { margin: "0 0 20px", fontSize: "36px", lineHeight: "44px", fontWeight: 700, color: "#1d1f1e" },
  text: { margin: "0 0 16px", fontSize: "17px", lineHeight: "26px", color: "#1d1f1e" },
  quiet: { margin: "0 0 8px", fontSize: "14px", lineHeight: "21px", color: "#5b605d" },
  cell: { padding: "10px 0", fontSize: "16px", lineHeight: "22px", color: "#1d1f1e", verticalAlign: "top" },
  sum: { padding: "10px 0", fontSize: "16px", lineHeight: "22px", color: "#1d1f1e", fontWeight: 700 },
  line: { borderTop: "1px solid #e3e1dc" },
  small: { fontSize: "14px", lineHeight: "20px", color: "#5b605d" },
  footer: { maxWidth: "560px", margin: "0 auto", padding: "20px 28px 0" },
  link: { color: "#1d4f91", textDecoration: "underline" },
} as const satisfies Record<string, CSSProperties>;

/**
 * Mail programs that follow the reader's dark setting take these; the others keep the light look as it is.
 */
export const darkStyles = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: #141515 !important; }
  .card { background-color: #1f2120 !important; }
  .ink { color: #f1f1ee !important; }
  .quiet { color: #b3b8b5 !important; }
  .line { border-color: #3a3d3b !important; }
  .link { color: #9cc3f5 !important; }
}
@media (max-width: 480px) {
  .inside { padding: 22px 20px 26px !important; }
  .button { display: block !important; text-align: center !important; }
}`;

/**
 * At least 48 px tall, in the vendor's colour, its words in whichever of black and white reads better on it.
 */
export function buttonLook(brandColor: string): CSSProperties {
  return {
    display: "inline-block",
    padding: "13px 24px",
    borderRadius: "8px",
    backgroundColor: brandColor,
    color: inkOn(brandColor),
    fontSize: "18px",
    lineHeight: "24px",
    fontWeight: 600,
    textDecoration: "none",
  };
}

/** Source: WCAG 2.2, relative luminance and contrast ratio. */
export function inkOn(background: string): "#ffffff" | "#111111" {
  const channels = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const onWhite = 1.05 / (luminance + 0.05);
  const onBlack = (luminance + 0.05) / (0.0056 + 0.05);
  return onWhite >= onBlack ? "#ffffff" : "#111111";
}
