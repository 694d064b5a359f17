import { Cell, Row, Table } from "~/components/desk/table";
import type { RowProblem } from "~/domain/import/problem";

/** What is wrong, where, and what to do about it, in the order of the file. */
export function ProblemsTable({ problems }: { problems: readonly RowProblem[] }) {
  return (
    <Table
      caption="Rows that need a person"
      columns={[
        { label: "Row", align: "right" },
        { label: "Column" },
        { label: "Says", wideOnly: true },
        { label: "Why and what to do" },
      ]}
    >
      {problems.map(({ row, column, value, reason, whatToDo }, at) => (
        <Row key={`${row} ${at}`}>
          <Cell align="right">{row}</Cell>
          <Cell className="max-w-40 wrap-break-word">
            {column || <span className="text-ink-soft">whole row</span>}
          </Cell>
          <Cell wideOnly className="max-w-64 truncate text-ink-soft" title={value}>
            {value || "nothing"}
          </Cell>
          <Cell>
            {reason} <span className="text-ink-soft">{whatToDo}</span>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
