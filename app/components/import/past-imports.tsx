import { Link } from "@remix-run/react";
import { Cell, Row, Table } from "~/components/desk/table";
import { When } from "~/components/desk/when";
import type { ImportId } from "~/domain/ids";
import type { ImportResult } from "~/domain/import/outcome/import-result";

interface PastImport {
  id: ImportId;
  fileName: string;
  importedAt: Date;
  result: ImportResult;
}

export function PastImports({ imports }: { imports: readonly PastImport[] }) {
  return (
    <Table
      caption="Files imported before"
      columns={[
        { label: "File" },
        { label: "Imported" },
        { label: "New", align: "right" },
        { label: "Already here", align: "right", wideOnly: true },
        { label: "To fix", align: "right" },
      ]}
    >
      {imports.map(({ id, fileName, importedAt, result }) => (
        <Row key={id}>
          <Cell className="max-w-64">
            <Link
              to={`/desk/import/${id}`}
              className="block truncate font-medium after:absolute after:inset-0"
            >
              {fileName}
            </Link>
          </Cell>
          <Cell className="whitespace-nowrap text-ink-soft">
            <When at={importedAt} detail="day" />
          </Cell>
          <Cell align="right">
            {(result.kind === "balances" ? result.imported : result.filled).toLocaleString("en")}
          </Cell>
          <Cell align="right" wideOnly>
            {(result.kind === "balances" ? result.alreadyHere : result.unchanged).toLocaleString("en")}
          </Cell>
          <Cell align="right">{result.rejected.toLocaleString("en")}</Cell>
        </Row>
      ))}
    </Table>
  );
}
