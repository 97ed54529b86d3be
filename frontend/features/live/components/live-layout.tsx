import type { ReactNode } from "react";

interface LiveLayoutProps {
  /** Stays in sight wherever one scrolls. */
  onAir: ReactNode;
  head: ReactNode;
  talk: ReactNode;
  facts: ReactNode;
  panel: ReactNode;
}

/** As high as the window, whatever is announced above: what is said and where one whispers need no scrolling. */
export function LiveLayout({ onAir, head, talk, facts, panel }: LiveLayoutProps) {
  return (
    <div className="flex flex-col lg:grid lg:h-[calc(100dvh-3.5rem)] lg:min-h-[36rem] lg:auto-rows-auto lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)] lg:grid-rows-[auto_minmax(0,1fr)] lg:gap-x-5 lg:has-[>[role=alert]]:grid-rows-[auto_auto_minmax(0,1fr)]">
      {onAir}
      <div className="flex h-[calc(100dvh-5.5rem)] min-h-[32rem] flex-col lg:contents">
        <div className="shrink-0 lg:col-span-2">{head}</div>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-4">{talk}</div>
      </div>
      <div className="mt-5 flex min-w-0 flex-col gap-4 lg:-m-1 lg:min-h-0 lg:overflow-y-auto lg:p-1">
        {facts}
        {panel}
      </div>
    </div>
  );
}
