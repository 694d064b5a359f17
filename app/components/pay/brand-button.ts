/** How a vendor's button is drawn on a page of one colour scheme. */
export interface BrandButton {
  /** Text on the button. */
  text: string;
  /** The button's edge: the brand colour itself where it stands out from the page, else one that does. */
  edge: string;
}

/** WCAG 2.2, 1.4.3: text of normal size. */
export const textContrast = 4.5;
/** WCAG 2.2, 1.4.11: the edge of a control. */
export const edgeContrast = 3;

/**
 * Black or white text, whichever reads better on the brand colour. The worse of the two extremes still leaves
 * the better one at 4.58 to 1, so any colour a vendor can pick makes a readable button.
 *
 * @param brand `#rrggbb`.
 * @param page the colour the button lies on, and `line` the colour that page draws edges in.
 */
export function brandButton(brand: string, { page, line }: { page: string; line: string }): BrandButton {
  const text = contrast(brand, "#ffffff") >= textContrast ? "#ffffff" : "#000000";
  return { text, edge: contrast(brand, page) >= edgeContrast ? brand : line };
}

/** WCAG 2's contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number {
  const value = Number.parseInt(color.slice(1), 16);
  const channel = (shift: number) => {
    const part = ((value >> shift) & 0xff) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
}
