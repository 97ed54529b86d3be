"use client";

import { CloudAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { ApiError } from "@/lib/errors";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { EmptyState } from "./empty-state";
import { useErrorText } from "./error-text";

/** In place of what could not be loaded. */
export function ErrorState({ error, onRetry, className }: { error: unknown; onRetry?: () => void; className?: string }) {
  const t = useTranslations("ui");
  const say = useErrorText();
  const traceId = error instanceof ApiError ? error.traceId : undefined;
  return (
    <div role="alert">
      <EmptyState
        icon={CloudAlert}
        title={t("couldNotLoad")}
        className={className}
        action={onRetry && <Button onClick={onRetry}>{t("tryAgain")}</Button>}
      >
        <p>{say(error)}</p>
        {traceId && (
          <p className="mt-2 inline-flex items-center gap-1 text-xs text-ink-faint">
            {t("traceId")} <code className="font-mono">{traceId}</code>
            <CopyButton text={traceId} label={t("copyTraceId")} />
          </p>
        )}
      </EmptyState>
    </div>
  );
}
