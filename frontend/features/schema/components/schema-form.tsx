import { useMemo } from "react";
import { type Schema, fieldsOf } from "../model/schema";
import { SchemaFieldControl } from "./schema-field";

interface SchemaFormProps {
  schema: object;
  value: Schema;
  /** What is left empty is not in it. */
  onChange: (value: Schema) => void;
  /** What is wrong, by the setting's path: "output.sample_rate". */
  errors?: Readonly<Record<string, string>>;
  disabled?: boolean;
  /** The schema that references begin at, for groups. */
  root?: object;
}

/** A form drawn from a JSON Schema. */
export function SchemaForm({ schema, value, onChange, errors = {}, disabled = false, root = schema }: SchemaFormProps) {
  const fields = useMemo(() => fieldsOf(schema as Schema, root as Schema), [schema, root]);
  return (
    <div className="flex flex-col gap-3.5">
      {fields.map((field) => (
        <SchemaFieldControl
          key={field.name}
          field={field}
          root={root}
          value={value[field.name]}
          errors={errors}
          disabled={disabled}
          onChange={(next) => onChange(next === undefined ? without(value, field.name) : { ...value, [field.name]: next })}
        />
      ))}
    </div>
  );
}

function without(value: Schema, name: string): Schema {
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
}
