import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { newQueryClient } from "@/lib/query";
import errors from "@/messages/en/errors.json";
import ui from "@/messages/en/ui.json";
import { TooltipProvider } from "@/ui/tooltip";

/** Draws it as a page would, in English; `messages` are those of its feature. */
export function show(content: ReactNode, messages: Readonly<Record<string, object>> = {}) {
  return render(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={{ errors, ui, ...messages } as never}>
      <QueryClientProvider client={newQueryClient()}>
        <TooltipProvider>{content}</TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
}
