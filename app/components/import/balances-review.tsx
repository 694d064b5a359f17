import { Amount } from "~/components/desk/amount";
import { Notice } from "~/components/desk/badge";
import { Button } from "~/components/desk/button";
import { Figure, Figures } from "~/components/desk/figures";
import { Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import { fields } from "~/domain/import/columns";
import type { ImportChoices } from "~/domain/import/plan-reading";
import type { BalancesReview } from "~/domain/import/outcome/review";
import { FirstBalances } from "./first-rows";
import { Questions } from "./questions";
import { ReviewFrame } from "./review-frame";
import { SettledFigures } from "./settled-figures";

/** What a file of balances will do, before it does it. */
export function BalancesReviewPage({ review, choices }: { review: BalancesReview; choices: ImportChoices }) {
  const { questions, reading } = review;
  const asked = questions.dateExamples.length > 0 || questions.amountExamples.length > 0;
  const chosen = choices.dateOrder !== null || choices.decimalMark !== null;
  return (
    <ReviewFrame
      file={review}
      fields={fields}
      doubtful={questions.doubtful.map(({ field }) => field)}
      missing={questions.missing}
      questions={
        (asked || chosen) && <QuestionsPanel asked={asked} questions={questions} choices={choices} />
      }
      confirm={reading && whatToConfirm(reading)}
    >
      {reading && <WhatGoesIn reading={reading} rejected={review.rejected} />}
    </ReviewFrame>
  );
}

type Reading = NonNullable<BalancesReview["reading"]>;

/** On the button; null when the file would change nothing. */
function whatToConfirm({ fresh, settledByFile }: Reading): string | null {
  if (fresh > 0) return `Import ${plural(fresh, "balance")}`;
  const settled = settledByFile.reduce((all, { balances }) => all + balances, 0);
  return settled > 0 ? `Record what was paid on ${plural(settled, "balance")}` : null;
}

function QuestionsPanel({
  asked,
  questions,
  choices,
}: {
  asked: boolean;
  questions: BalancesReview["questions"];
  choices: ImportChoices;
}) {
  return (
    <Panel title={asked ? "What the file does not say" : "As you said"}>
      <div className="flex flex-col gap-5 pt-1">
        <Questions {...questions} choices={choices} />
        <div>
          <Button kind={asked ? "primary" : "plain"}>
            {asked ? "Read the file this way" : "Read the file again"}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function WhatGoesIn({ reading, rejected }: { reading: Reading; rejected: number }) {
  const { fresh, alreadyHere, settledByFile, repeated, totals, rows } = reading;
  return (
    <>
      <Figures>
        <Figure name="New balances" note={repeated > 0 ? `${plural(repeated, "row")} repeated` : null}>
          {fresh.toLocaleString("en")}
        </Figure>
        {totals.map(({ currency, amountMinor, settledMinor }) => (
          <Figure
            key={currency}
            name={totals.length > 1 ? `Outstanding, ${currency}` : "Outstanding"}
            note={
              <>
                <Amount amountMinor={settledMinor} currency={currency} /> settled before
              </>
            }
          >
            <Amount amountMinor={amountMinor - settledMinor} currency={currency} />
          </Figure>
        ))}
        <SettledFigures settledByFile={settledByFile} />
        <Figure
          name="Already here"
          note={settledByFile.length > 0 ? "only payments are taken over" : "stay as they are"}
        >
          {alreadyHere.toLocaleString("en")}
        </Figure>
        <Figure name="Rows to fix" note={rejected > 0 ? "listed below" : "all rows can be read"}>
          {rejected.toLocaleString("en")}
        </Figure>
      </Figures>
      {whatToConfirm(reading) === null && (
        <Notice title={alreadyHere > 0 ? "Nothing new in this file" : "No row of this file can go in"}>
          {alreadyHere > 0
            ? "Every balance it can be read for is already here, with all that was paid on it."
            : "Choose other columns above, or fix the rows below in the file."}
        </Notice>
      )}
      {rows.length > 0 && (
        <Panel title="First rows as they will be read" flush>
          <FirstBalances rows={rows} />
        </Panel>
      )}
    </>
  );
}
