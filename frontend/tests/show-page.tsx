import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { NextIntlClientProvider } from "next-intl";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { ReactNode } from "react";
import { type Me, MeContext } from "@/features/session/hooks/use-me";
import { ROLES } from "@/lib/permissions";
import { newQueryClient } from "@/lib/query";
import { Toaster } from "@/ui/toast";
import { TooltipProvider } from "@/ui/tooltip";

const folder = path.join(import.meta.dirname, "../messages/en");
const messages = Object.fromEntries(
  readdirSync(folder).map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(path.join(folder, file), "utf8")) as object]),
);

const ROLE_NAMES = { viewer: "ROLE_VIEWER", operator: "ROLE_OPERATOR", admin: "ROLE_ADMIN", owner: "ROLE_OWNER" } as const;

export function person(role: keyof typeof ROLE_NAMES): Me {
  return {
    user_id: "user_me",
    email: "me@example.com",
    display_name: "Me",
    organization_id: "org_1",
    organization_name: "Sunrise Clinic",
    role: ROLE_NAMES[role],
    permissions: [...ROLES[role]],
    has_second_factor: false,
    has_password: true,
  };
}

/** Draws it as behind the shell, in English, for somebody with a role. */
export function showPage(content: ReactNode, role: keyof typeof ROLE_NAMES = "owner") {
  return render(
    <NextIntlClientProvider locale="en" timeZone="UTC" messages={messages as never}>
      <QueryClientProvider client={newQueryClient()}>
        <TooltipProvider delayDuration={0}>
          <MeContext value={person(role)}>{content}</MeContext>
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </NextIntlClientProvider>,
  );
}
