import { toast } from "@/ui/toast";
import { useErrorText } from "@/ui/error-text";

/** For what has no form of its own to say that it failed. */
export function useFailure() {
  const say = useErrorText();
  return (title: string) => (error: unknown) => toast({ title, description: say(error), tone: "bad" });
}
