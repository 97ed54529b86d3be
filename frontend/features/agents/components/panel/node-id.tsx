import { useState } from "react";
import { Input } from "@/ui/input";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { renameNode } from "@/features/agents/model/graph";
import { SpecField } from "../fields/spec-field";

/** The id, changed when one leaves the field: edges and reports follow it. */
export function NodeId({ at, id }: { at: number; id: string }) {
  const { store, isReadOnly } = useEditor();
  const { change } = useAddress();
  const [text, setText] = useState(id);

  function rename() {
    if (text === id || text.trim() === "") return setText(id);
    let next = id;
    store.edit((spec) => {
      const renamed = renameNode(spec, id, text);
      next = renamed.id;
      return renamed.spec;
    });
    change({ node: next });
  }

  return (
    <SpecField path={`graph.nodes.${at}.id`} label="id">
      {(control) => (
        <Input
          {...control}
          value={text}
          readOnly={isReadOnly}
          onChange={(event) => setText(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => event.key === "Enter" && rename()}
          className="font-mono text-xs"
          autoComplete="off"
        />
      )}
    </SpecField>
  );
}
