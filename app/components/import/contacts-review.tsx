import { Notice } from "~/components/desk/badge";
import { Figure, Figures } from "~/components/desk/figures";
import { Panel } from "~/components/desk/panel";
import { plural } from "~/components/desk/words";
import { contactFields } from "~/domain/import/columns";
import type { ContactsReview } from "~/domain/import/outcome/review";
import { FirstContacts } from "./first-rows";
import { ReviewFrame } from "./review-frame";

/** What a file of contacts will do, before it does it. */
export function ContactsReviewPage({ review }: { review: ContactsReview }) {
  const { reading, missing } = review;
  return (
    <ReviewFrame
      file={review}
      fields={contactFields}
      doubtful={[]}
      missing={missing}
      questions={null}
      confirm={reading && reading.matched > 0 ? `Complete ${plural(reading.matched, "debtor")}` : null}
    >
      {reading && (
        <>
          <Figures>
            <Figure name="Debtors found" note="get what they lack">
              {reading.matched.toLocaleString("en")}
            </Figure>
            <Figure name="Not found" note="no debtor has the reference">
              {reading.unmatched.toLocaleString("en")}
            </Figure>
            <Figure name="Rows to fix">{review.rejected.toLocaleString("en")}</Figure>
          </Figures>
          {reading.matched === 0 && (
            <Notice title="No debtor here has a reference of this file">
              Import their balances first, or choose another column for the debtor reference.
            </Notice>
          )}
          {reading.rows.length > 0 && (
            <Panel title="First rows as they will be read" flush>
              <FirstContacts rows={reading.rows} />
            </Panel>
          )}
        </>
      )}
    </ReviewFrame>
  );
}
