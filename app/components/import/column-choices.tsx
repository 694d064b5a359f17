import { Select, type SelectOption } from "~/components/desk/field";
import { columnControl } from "~/domain/import/choices-form";
import { type ColumnMapping, type Field, columnLetters, fieldLabels } from "~/domain/import/columns";

interface FileColumn {
  at: number;
  name: string;
  examples: string[];
}

interface ColumnChoicesProps {
  fields: readonly Field[];
  columns: readonly FileColumn[];
  mapping: ColumnMapping;
  /** Fields for which several columns bear the same name. */
  doubtful: readonly Field[];
}

/** Which column holds what: a select for each field, with what the chosen column says beneath it. */
export function ColumnChoices({ fields, columns, mapping, doubtful }: ColumnChoicesProps) {
  const names = new Set<string>();
  const repeated = new Set(
    columns.filter(({ name }) => names.size === names.add(name).size).map(({ name }) => name),
  );
  const options: SelectOption[] = [
    { value: "", label: "Not in this file" },
    ...columns.map(({ at, name }) => ({
      value: String(at),
      label: repeated.has(name) ? `${name} (column ${columnLetters(at)})` : name,
    })),
  ];
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(min(13rem,100%),1fr))] gap-x-4 gap-y-3.5">
      {fields.map((field) => {
        const column = mapping[field];
        const examples = column === undefined ? [] : (columns[column]?.examples ?? []);
        return (
          <Select
            key={field}
            label={fieldLabels[field]}
            name={columnControl(field)}
            options={options}
            defaultValue={column === undefined ? "" : String(column)}
            error={doubtful.includes(field) ? "Two columns have this name. Choose one." : undefined}
            hint={
              examples.length > 0 ? <span className="line-clamp-1">{examples.join(", ")}</span> : undefined
            }
          />
        );
      })}
    </div>
  );
}
