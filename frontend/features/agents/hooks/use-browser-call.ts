import { useEffect, useState, useSyncExternalStore } from "react";
import { startBrowserCall } from "../api/calls";
import { BrowserCall } from "../audio/browser-call";
import { NO_CALL } from "../audio/call-view";
import { useEditor } from "./use-editor";
import { traceNodes } from "./use-trace";

const nothing = () => () => undefined;

/** A call with the draft, one at a time; it ends when the panel closes. */
export function useBrowserCall() {
  const { store } = useEditor();
  const [call, setCall] = useState<BrowserCall>();
  const view = useSyncExternalStore(call?.subscribe ?? nothing, call?.read ?? (() => NO_CALL), () => NO_CALL);
  const { nodes } = view;

  useEffect(() => traceNodes(nodes), [nodes]);
  useEffect(
    () => () => {
      call?.hangUp();
      traceNodes([]);
    },
    [call],
  );

  function dial(variables: Record<string, string>) {
    const next = new BrowserCall(async () => {
      const { id } = await store.flushed();
      return startBrowserCall(id, variables);
    });
    setCall(next);
    void next.dial();
  }

  return { call, view, dial };
}
