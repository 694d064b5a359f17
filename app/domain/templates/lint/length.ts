import type { TemplateWarning } from "./warning";

type Found = Omit<TemplateWarning, "field">;

/**
 * What a phone of 390 by 844 points shows of our layout without scrolling: lines of about 40 characters (310
 * points of text at 17 pixels), and beneath the mail program's own bars, the vendor's name and the amount
 * about 18 of them, an empty line between paragraphs counting for more than half.
 */
const charactersPerLine = 40;
const linesOnScreen = 18;
const linesBetweenParagraphs = 0.6;
/** Two screens: what is longer is not read to its end. */
const linesAtMost = 2 * linesOnScreen;
/** Gmail and Outlook show about 70 characters of a subject at a desk, phones two lines of 35. */
const subjectShown = 70;

export function findLongSubject(rendered: string): Found[] {
  const length = [...rendered.trim()].length;
  if (length <= subjectShown) return [];
  const instead = `It comes to ${length} characters, and ${subjectShown} are shown. Begin with the amount.`;
  return [{ kind: "length", found: "", at: null, instead }];
}

/** @param rendered an ordinary reminder's text, with its link. */
export function findLongEmail(rendered: string, payLink: string): Found[] {
  const [before = "", after = ""] = rendered.split(payLink);
  const found: Found[] = [];
  if (linesOf(before) > linesOnScreen) {
    found.push(
      long(
        "The button falls below the first screen of a phone. Move {{ pay_link }} up, or say less before it.",
      ),
    );
  }
  if (linesOf(before) + linesOf(after) > linesAtMost) {
    found.push(long("It is longer than two screens of a phone, and will not be read to its end. Say less."));
  }
  return found;
}

function long(instead: string): Found {
  return { kind: "length", found: "", at: null, instead };
}

function linesOf(text: string): number {
  const paragraphs = text.trim().split(/\n{2,}/);
  const lines = paragraphs
    .flatMap((paragraph) => paragraph.split("\n"))
    .reduce((total, line) => total + Math.max(1, Math.ceil(line.length / charactersPerLine)), 0);
  return lines + (paragraphs.length - 1) * linesBetweenParagraphs;
}
