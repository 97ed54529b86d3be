import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import { type PlacedProblem, addressOf } from "@/features/agents/model/problems";
import { useProblemText } from "../fields/problem-text";
import { useStepsText } from "../history/steps-text";
import { stepsTo } from "@/features/agents/model/steps";

const MAX_SHOWN = 50;

/** Every problem of the draft; choosing one leads to its field. */
export function ProblemsMenu() {
  const t = useTranslations("agent");
  const { problems } = useEditor();
  if (problems.length === 0) {
    return (
      <span className="hidden items-center gap-1.5 px-2 text-xs text-good-text sm:inline-flex">
        <CircleCheck className="size-4" aria-hidden />
        {t("noProblems")}
      </span>
    );
  }
  return (
    <Menu
      className="max-w-96"
      trigger={
        <Button variant="ghost" className="text-bad-text">
          <TriangleAlert aria-hidden />
          {t("problems", { count: problems.length })}
        </Button>
      }
    >
      <MenuLabel>{t("problemsHint")}</MenuLabel>
      <ProblemItems problems={problems.slice(0, MAX_SHOWN)} />
      {problems.length > MAX_SHOWN && <MenuLabel>{t("moreProblems", { count: problems.length - MAX_SHOWN })}</MenuLabel>}
    </Menu>
  );
}

function ProblemItems({ problems }: { problems: readonly PlacedProblem[] }) {
  const { router, query } = useAddress();
  const test = query.get("test");
  const { agent, history } = useDraft();
  const say = useProblemText();
  const where = useStepsText();
  const spec = history.present;
  return problems.map((problem, at) => (
    <MenuItem key={at} onSelect={() => router.push(addressOf(agent.id, problem, spec) + (test ? `&test=${test}` : ""))}>
      <span className="block text-xs text-ink-faint">{where(stepsTo(spec, problem.path))}</span>
      <span className="block">{say(problem)}</span>
    </MenuItem>
  ));
}
