"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";

export const SHORTEST_PASSWORD = 10;

export function PasswordInput(props: ComponentProps<typeof Input>) {
  const t = useTranslations("session");
  const [isShown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={isShown ? "text" : "password"}
      trailing={
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={isShown ? t("hidePassword") : t("showPassword")}
          size="sm"
          hasTooltip={false}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  );
}
