import { type Dispatch, type KeyboardEvent, type SetStateAction, useRef } from "react";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { duplicateNodes, insertNodes } from "@/features/agents/model/graph";
import { type GraphNode, nodesOf } from "@/features/agents/model/spec";
import { START, type View } from "./flow";

const APART = { x: 40, y: 40 };

/** ⌘A all, ⌘D duplicate, ⌘C and ⌘V copy. Arrows move nodes and Delete removes them: the canvas does that. */
export function useCanvasKeys({ selected, setView }: { selected: ReadonlySet<string>; setView: Dispatch<SetStateAction<View>> }) {
  const { store } = useEditor();
  const copied = useRef<GraphNode[]>([]);

  function put(insert: (spec: typeof store.spec) => { spec: typeof store.spec; ids: string[] }) {
    let ids: string[] = [];
    store.edit((spec) => {
      const next = insert(spec);
      ids = next.ids;
      return next.spec;
    });
    setView((view) => ({ ...view, selected: new Set(ids) }));
  }

  return (event: KeyboardEvent) => {
    if (!(event.metaKey || event.ctrlKey) || event.shiftKey || isTyping(event.target)) return;
    const chosen = [...selected].filter((id) => id !== START);
    switch (event.key.toLowerCase()) {
      case "a":
        setView((view) => ({ ...view, selected: new Set(nodesOf(store.spec).map((node) => node.id ?? "")) }));
        break;
      case "d":
        if (chosen.length > 0) put((spec) => duplicateNodes(spec, chosen));
        break;
      case "c":
        copied.current = nodesOf(store.spec).filter((node) => chosen.includes(node.id ?? ""));
        return;
      case "v":
        if (copied.current.length > 0) put((spec) => insertNodes(spec, copied.current, APART));
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

function isTyping(target: EventTarget): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
}
