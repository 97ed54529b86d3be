import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/ui/button";
import { useEditor, useSpecValue } from "@/features/agents/hooks/use-editor";
import type { Adapter } from "@/features/agents/api/integrations";
import { moved } from "@/features/agents/model/graph";
import { voiceFor, worksIn } from "@/features/agents/model/languages";
import { useProblemLine } from "../fields/spec-field";
import { ChainItem } from "./chain-item";

export type Modality = "MODALITY_SPEECH_TO_TEXT" | "MODALITY_TEXT_TO_SPEECH" | "MODALITY_LANGUAGE_MODEL" | "MODALITY_TRANSLATION";

export interface Choice {
  adapter?: string;
  model?: string;
  voice?: string;
  speaking_rate?: number;
  settings?: Record<string, unknown>;
}

interface ChainProps {
  path: string;
  modality: Modality;
  /** What it must work in. */
  language: string;
  title?: string;
  /** What no choice means, where that is allowed. */
  empty?: string;
}

/** Providers in order of preference: the first is used, the rest stand by. */
export function Chain({ path, modality, language, title, empty }: ChainProps) {
  const t = useTranslations("agent.chain");
  const { adapters } = useEditor();
  const { value, set, problems, isReadOnly } = useSpecValue(path);
  const [dragged, setDragged] = useState<number>();
  const choices = (Array.isArray(value) ? value : []) as Choice[];
  const error = useProblemLine(problems.filter((problem) => problem.path === path));
  const offered = adapters.filter((adapter) => adapter.modality === modality);

  function add() {
    const unused = offered.filter((adapter) => !choices.some((choice) => choice.adapter === adapter.id));
    const next = unused.find((adapter) => isUsable(adapter, language)) ?? unused[0] ?? offered[0];
    set([...choices, next ? firstChoice(next, language) : { adapter: "" }]);
  }

  return (
    <div data-field={path} className="flex flex-col gap-2">
      {title && <span className="text-sm font-medium">{title}</span>}
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {choices.length === 0 && empty && <p className="text-xs text-ink-faint">{empty}</p>}
      <ol className="flex flex-col gap-2">
        {choices.map((choice, at) => (
          <ChainItem
            key={at}
            path={`${path}.${at}`}
            at={at}
            count={choices.length}
            choice={choice}
            offered={offered}
            language={language}
            modality={modality}
            onMove={(to) => set(moved(choices, at, to))}
            onRemove={() => set(choices.toSpliced(at, 1))}
            onDragStart={() => setDragged(at)}
            onDropHere={() => {
              if (dragged !== undefined && dragged !== at) set(moved(choices, dragged, at));
              setDragged(undefined);
            }}
          />
        ))}
      </ol>
      {!isReadOnly && (
        <Button size="sm" variant="ghost" className="self-start" onClick={add}>
          <Plus aria-hidden />
          {choices.length === 0 ? t("add") : t("addStandby")}
        </Button>
      )}
    </div>
  );
}

export function isUsable(adapter: Adapter, language: string): boolean {
  return !adapter.unavailable_reason && worksIn(adapter, language);
}

export function firstChoice(adapter: Adapter, language: string): Choice {
  if (adapter.modality === "MODALITY_TEXT_TO_SPEECH") {
    return { adapter: adapter.id, voice: voiceFor(adapter, language) };
  }
  return { adapter: adapter.id, model: adapter.modality === "MODALITY_LANGUAGE_MODEL" ? (adapter.models[0] ?? "") : "" };
}
