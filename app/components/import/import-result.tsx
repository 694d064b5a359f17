import { Amount } from "~/components/desk/amount";
import { ButtonLink } from "~/components/desk/button";
import { Figure, Figures } from "~/components/desk/figures";
import { PageHeader, Panel } from "~/components/desk/panel";
import { When } from "~/components/desk/when";
import { plural } from "~/components/desk/words";
import type { ImportId } from "~/domain/ids";
import type { BalancesResult, ContactsResult } from "~/domain/import/outcome/import-result";
import type { ImportedFile } from "~/domain/import/outcome/review";
import { ProblemsTable } from "./problems-table";
import { SettledFigures } from "./settled-figures";

/** What an import did, and the rows that wait for a person. */
export function ImportResultPage({ done, importId }: { done: ImportedFile; importId: ImportId }) {
  const { fileName, importedAt, result, problems } = done;
  const toFix = result.rejected + result.warned + (result.kind === "balances" ? result.changed : 0);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={fileName}
        note={
          importedAt && (
            <>
              Imported <When at={importedAt} />
            </>
          )
        }
        actions={
          <>
            <ButtonLink to="/desk/import">Import another file</ButtonLink>
            {result.kind === "balances" && (
              <ButtonLink kind="primary" to="/desk/balances">
                See the balances
              </ButtonLink>
            )}
          </>
        }
      />
      {result.kind === "balances" ? <BalancesFigures {...result} /> : <ContactsFigures {...result} />}
      {problems.length > 0 && (
        <Panel
          title={`${plural(toFix, "row")} for a person to look at`}
          actions={
            <a className="link text-sm" href={`/desk/import/${importId}/rows-to-fix.csv`} download>
              Download these rows to fix
            </a>
          }
          flush
        >
          <p className="px-4 pb-2 text-sm text-ink-soft">
            Fix them in the downloaded file and import it: rows that are already here are not put in twice.
            {result.warned > 0 &&
              ` ${plural(result.warned, "row")} of them went in, without a part that cannot be read.`}
            {done.problemCount > problems.length && " The first ones are shown."}
          </p>
          <ProblemsTable problems={problems} />
        </Panel>
      )}
    </div>
  );
}

function BalancesFigures(result: BalancesResult) {
  const {
    imported,
    alreadyHere,
    changed,
    newDebtors,
    contactsFilled,
    totals,
    settledByFile,
    rejected,
    repeated,
    notYetIssued,
  } = result;
  const leftOut = [
    repeated > 0 ? `${plural(repeated, "row")} repeated` : null,
    notYetIssued > 0 ? `${plural(notYetIssued, "row")} not yet issued` : null,
  ].filter((part) => part !== null);
  return (
    <Figures>
      <Figure
        name="New balances"
        note={leftOut.join(", ") || (imported + settledByFile.length === 0 ? "nothing was changed" : null)}
      >
        {imported.toLocaleString("en")}
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
        name="New debtors"
        note={contactsFilled > 0 ? `${plural(contactsFilled, "known one")} completed` : null}
      >
        {newDebtors.toLocaleString("en")}
      </Figure>
      <Figure name="Already here" note={changed > 0 ? `${changed} with other data, not touched` : null}>
        {alreadyHere.toLocaleString("en")}
      </Figure>
      <Figure name="Rows to fix">{rejected.toLocaleString("en")}</Figure>
    </Figures>
  );
}

function ContactsFigures({ filled, unchanged, rejected }: ContactsResult) {
  return (
    <Figures>
      <Figure name="Debtors completed">{filled.toLocaleString("en")}</Figure>
      <Figure name="Already known" note="nothing was changed">
        {unchanged.toLocaleString("en")}
      </Figure>
      <Figure name="Rows to fix">{rejected.toLocaleString("en")}</Figure>
    </Figures>
  );
}
