"use client";

import { Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { deferred, useSoon } from "@/lib/deferred";
import { Badge, Status } from "@/ui/badge";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { type ColumnDef, DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { PhoneNumber } from "@/ui/phone-number";
import { toast } from "@/ui/toast";
import type { CarrierNumber } from "../api/carrier";
import { useCarrierNumbers, useConnectNumber } from "../hooks/use-carrier";

const AddNumber = deferred(() => import("@/features/numbers/components/add-number").then((module) => module.AddNumber));
const SOON = [AddNumber];

/** What the account rents, and whether calls to it come here. */
export function CarrierNumbers() {
  useSoon(SOON);
  const t = useTranslations("carrier.numbers");
  const [chosen, setChosen] = useState<CarrierNumber>();
  const list = useCarrierNumbers();
  return (
    <section aria-labelledby="carrier-numbers">
      <h2 id="carrier-numbers" className="text-sm font-semibold">{t("title")}</h2>
      <p className="mb-2.5 text-xs text-ink-faint">{t("hint")}</p>
      <Astray numbers={list.rows} />
      <DataTable
        id="carrier-numbers"
        label={t("title")}
        columns={useColumns(setChosen)}
        list={list}
        rowId={(number) => number.e164}
        empty={<EmptyState icon={Phone} title={t("empty")} className="py-10">{t("emptyText")}</EmptyState>}
      />
      {chosen && <AddNumber from={chosen} onClose={() => setChosen(undefined)} />}
    </section>
  );
}

/** Numbers that were added here and whose callers end up elsewhere: what to fix before anything else. */
function Astray({ numbers }: { numbers: readonly CarrierNumber[] }) {
  const t = useTranslations("carrier.numbers");
  const astray = numbers.filter((number) => number.registered && !number.connected);
  if (astray.length === 0) return null;
  return (
    <Banner tone="warn" className="mb-2.5" title={t("astray", { count: astray.length })}>
      <ul>
        {astray.map(({ e164, answer_url: url }) => (
          <li key={e164} className="break-words">
            <PhoneNumber e164={e164} className="font-medium" /> {url ? t("astrayTo", { url }) : t("astrayNowhere")}
          </li>
        ))}
      </ul>
      <p className="mt-1">{t("astrayFix")}</p>
    </Banner>
  );
}

function useColumns(onAdd: (number: CarrierNumber) => void): ColumnDef<CarrierNumber>[] {
  const t = useTranslations("carrier.numbers");
  return useMemo(
    () => [
      { id: "number", header: t("number"), enableHiding: false, cell: ({ row }) => <Dialled number={row.original} /> },
      { id: "leads", header: t("leads"), cell: ({ row }) => <Leads number={row.original} />, meta: { className: "hidden sm:table-cell" } },
      { id: "registered", header: t("here"), cell: ({ row }) => row.original.registered && <Badge tone="good">{t("added")}</Badge>, meta: { className: "hidden sm:table-cell" } },
      { id: "actions", header: "", enableHiding: false, cell: ({ row }) => <Actions number={row.original} onAdd={onAdd} />, meta: { align: "right" } },
    ],
    [t, onAdd],
  );
}

/** On a phone where its calls go stands below. */
function Dialled({ number }: { number: CarrierNumber }) {
  return (
    <span className="block leading-4">
      <PhoneNumber e164={number.e164} className="font-medium" />
      <span className="block truncate text-xs text-ink-soft sm:hidden"><Leads number={number} /></span>
    </span>
  );
}

function Leads({ number }: { number: CarrierNumber }) {
  const t = useTranslations("carrier.numbers");
  if (number.connected) return <Status tone="good">{t("connected")}</Status>;
  if (!number.answer_url) return <Status tone="neutral">{t("nowhere")}</Status>;
  return <Status tone="warn"><span className="truncate" title={number.answer_url}>{t("elsewhere", { host: hostOf(number.answer_url) })}</span></Status>;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

function Actions({ number, onAdd }: { number: CarrierNumber; onAdd: (number: CarrierNumber) => void }) {
  const t = useTranslations("carrier.numbers");
  const connect = useConnectNumber();
  const [isAsking, setAsking] = useState(false);

  async function take() {
    await connect(number.e164);
    toast({ title: t("nowConnected"), tone: "good" });
  }

  if (number.connected && number.registered) return null;
  return (
    <Permitted to="numbers.write">
      {(isPermitted) =>
        number.registered ? (
          <>
            <Button size="sm" disabled={!isPermitted} onClick={() => setAsking(true)}>{t("connect")}</Button>
            <ConfirmDialog isOpen={isAsking} onOpenChange={setAsking} title={t("connectTitle")} confirm={t("connect")} isDanger={false} onConfirm={take}>
              {number.answer_url ? t("connectFrom", { url: number.answer_url }) : t("connectText")}
            </ConfirmDialog>
          </>
        ) : (
          <Button size="sm" variant="primary" disabled={!isPermitted} onClick={() => onAdd(number)}>{t("use")}</Button>
        )
      }
    </Permitted>
  );
}
