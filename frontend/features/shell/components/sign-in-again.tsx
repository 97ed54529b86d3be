import { useEffect, useState } from "react";
import { onSessionEnded } from "@/lib/api/session";
import { deferred, useSoon } from "@/lib/deferred";

const SignInDialog = deferred(() => import("./sign-in-dialog").then((module) => module.SignInDialog));
const SOON = [SignInDialog];

type Answer = (isIn: boolean) => void;

/** Where the session ends, the same person signs in over the page, and what is on it stays. */
export function SignInAgain() {
  useSoon(SOON);
  const [answer, setAnswer] = useState<Answer>();
  useEffect(() => {
    let last: Answer | undefined;
    const ask = () =>
      new Promise<boolean>((resolve) => {
        last = resolve;
        setAnswer(() => resolve);
      });
    const stop = onSessionEnded(ask);
    return () => {
      stop();
      last?.(false);
    };
  }, []);
  if (!answer) return null;
  const end = (isIn: boolean) => {
    answer(isIn);
    setAnswer(undefined);
  };
  return <SignInDialog onEnd={end} />;
}
