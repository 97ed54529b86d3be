import { useEffect, useRef, useState } from "react";
import type { Answered, Draft } from "@/lib/api/types";
import { rehearse } from "../api/calls";
import { useEditor } from "./use-editor";
import { traceNodes } from "./use-trace";

export type Input = { text: string } | { digits: string } | { silence: true };

export interface RehearsalStep {
  /** Absent in the first: nobody has said anything. */
  input?: Input;
  answer: Answered<Draft<"RehearseResponse">>;
}

/** A conversation in writing with the draft as it is, saved or not. */
export function useRehearsal() {
  const { store } = useEditor();
  const [steps, setSteps] = useState<readonly RehearsalStep[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const attempt = useRef(0);

  useEffect(() => traceNodes(steps.flatMap(({ answer }) => answer.events.flatMap((event) => (event.node_entered ? [event.node_entered] : [])))), [steps]);
  useEffect(() => () => traceNodes([]), []);

  async function take(before: readonly RehearsalStep[], input: Input | undefined, variables: Record<string, string> = {}) {
    attempt.current += 1;
    const mine = attempt.current;
    setBusy(true);
    setError(undefined);
    try {
      const answer = await rehearse({ spec: store.spec, variables, state: before.at(-1)?.answer.state, ...input });
      if (mine === attempt.current) setSteps([...before, { input, answer }]);
    } catch (reason) {
      if (mine === attempt.current) setError(reason);
    } finally {
      if (mine === attempt.current) setBusy(false);
    }
  }

  return {
    steps,
    isBusy,
    error,
    isOver: steps.at(-1)?.answer.over === true,
    begin: (variables: Record<string, string>) => {
      setSteps([]);
      return take([], undefined, variables);
    },
    step: (input: Input) => take(steps, input),
    /** Goes back to after this step. */
    rewind: (at: number) => {
      attempt.current += 1;
      setBusy(false);
      setError(undefined);
      setSteps(steps.slice(0, at + 1));
    },
  };
}
