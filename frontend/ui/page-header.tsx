import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

export interface Crumb {
  label: ReactNode;
  href: string;
}

interface PageHeaderProps {
  title: ReactNode;
  /** The way here, without this page. */
  breadcrumbs?: readonly Crumb[];
  /** Beside the title: a status. */
  badge?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, breadcrumbs = [], badge, description, actions }: PageHeaderProps) {
  const t = useTranslations("ui");
  return (
    <header className="mb-5">
      {breadcrumbs.length > 0 && (
        <nav aria-label={t("breadcrumbs")} className="mb-1 flex items-center gap-1 text-xs text-ink-faint">
          {breadcrumbs.map((crumb, at) => (
            <span key={crumb.href} className="flex items-center gap-1">
              {at > 0 && <ChevronRight className="size-3" aria-hidden />}
              <Link href={crumb.href} className="rounded hover:text-ink">{crumb.label}</Link>
            </span>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="flex min-w-0 items-center gap-2.5">
          <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>
          {badge}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {description !== undefined && <p className="mt-1 max-w-2xl text-sm text-pretty text-ink-soft">{description}</p>}
    </header>
  );
}
