import { useTranslations } from "next-intl";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

export function Keypad({ onPress, disabled }: { onPress: (digit: string) => void; disabled: boolean }) {
  const t = useTranslations("agent-test");
  return (
    // Keys of the keyboard press those of the keypad while it has the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={t("keypad")}
      className="mx-auto grid w-48 grid-cols-3 gap-1.5"
      onKeyDown={(event) => {
        if (KEYS.includes(event.key)) onPress(event.key);
      }}
    >
      {KEYS.map((key) => (
        <button key={key} type="button" disabled={disabled} onClick={() => onPress(key)} className="numbers h-9 rounded-lg bg-sunken text-base font-medium ring-1 ring-line hover:bg-hover active:bg-active disabled:opacity-50">
          {key}
        </button>
      ))}
    </div>
  );
}
