import type { ReactNode } from "react";
import { Welcome } from "@/features/session/components/welcome";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return <Welcome>{children}</Welcome>;
}
