import { useState } from "react";
import { Textarea } from "@/ui/textarea";
import { SpecField, type SpecFieldProps } from "./spec-field";

/** Many short texts: one a line. */
export function LinesField({ path, label }: SpecFieldProps) {
  const [text, setText] = useState<string>();
  return (
    <SpecField path={path} label={label}>
      {(control, { value, set, isReadOnly }) => (
        <Textarea
          {...control}
          value={text ?? (Array.isArray(value) ? value.join("\n") : "")}
          readOnly={isReadOnly}
          onChange={(event) => {
            setText(event.target.value);
            set(event.target.value.split("\n").map((line) => line.trim()).filter(Boolean));
          }}
          onBlur={() => setText(undefined)}
        />
      )}
    </SpecField>
  );
}
