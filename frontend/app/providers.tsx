"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";
import { newQueryClient } from "@/lib/query";
import { OutdatedBanner } from "@/ui/outdated-banner";
import { Toaster } from "@/ui/toast";

export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [queries] = useState(newQueryClient);
  // Dialogs lock scrolling with a style element, which the content security policy lets in by this.
  useState(() => setNonce(nonce));
  return (
    <QueryClientProvider client={queries}>
      {children}
      <OutdatedBanner />
      <Toaster />
    </QueryClientProvider>
  );
}
