import { ChevronRight, Plus, Trash2, Wrench } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { useSpecValue } from "@/features/agents/hooks/use-editor";
import { type Tool, freeId, struct } from "@/features/agents/model/spec";
import { schemaOf } from "@/features/agents/model/tool-schema";
import { SpecText } from "../fields/text-field";
import { useProblemLine } from "../fields/spec-field";
import { ToolArguments } from "./tool-arguments";

/** Functions the model may call. */
export function ToolsEditor({ path }: { path: string }) {
  const t = useTranslations("agent.tools");
  const { value, set, problems, isReadOnly } = useSpecValue(path);
  const [open, setOpen] = useState<number>();
  const tools = (Array.isArray(value) ? value : []) as Tool[];
  const error = useProblemLine(problems.filter((problem) => problem.path === path));

  function add() {
    const name = freeId(tools.map((tool) => tool.name ?? ""), "note");
    set([...tools, { name, description: "", parameters: struct(schemaOf([])), assigns: {} }]);
    setOpen(tools.length);
  }

  return (
    <section className="flex flex-col gap-2" data-field={path} aria-label={t("title")}>
      <div className="flex items-center justify-between">
        <h3 className="text-sm font-semibold">{t("title")}</h3>
        {!isReadOnly && <Button size="sm" variant="ghost" onClick={add}><Plus aria-hidden />{t("add")}</Button>}
      </div>
      {tools.length === 0 && <p className="text-xs text-ink-faint">{t("none")}</p>}
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {tools.map((tool, at) => {
        const hasProblems = problems.some((problem) => problem.path.startsWith(`${path}.${at}`));
        const isOpen = open === at || (open === undefined && hasProblems);
        return (
          <div key={at} data-field={`${path}.${at}`} className={cn("rounded-lg ring-1 ring-line", isOpen && "bg-sunken", hasProblems && "ring-bad")}>
            <div className="flex items-center pr-1">
              <button type="button" aria-expanded={isOpen} onClick={() => setOpen(isOpen ? -1 : at)} className="flex h-9 min-w-0 flex-1 items-center gap-2 rounded-lg px-2.5 text-left text-sm hover:bg-hover">
                <ChevronRight className={cn("size-3.5 shrink-0 text-ink-faint transition-transform", isOpen && "rotate-90")} aria-hidden />
                <Wrench className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
                <span className="truncate font-mono text-xs">{tool.name}</span>
              </button>
              {!isReadOnly && <IconButton icon={Trash2} size="sm" label={t("remove")} onClick={() => set(tools.toSpliced(at, 1))} />}
            </div>
            {isOpen && (
              <div className="flex flex-col gap-3 px-2.5 pt-1 pb-3">
                <SpecText path={`${path}.${at}.name`} label="tool_name" />
                <SpecText path={`${path}.${at}.description`} label="tool_description" isLong />
                <ToolArguments path={`${path}.${at}`} tool={tool} />
              </div>
            )}
          </div>
        );
      })}
    </section>
  );
}
