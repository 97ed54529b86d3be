import { useErrorText } from "@/ui/error-text";
import { toast } from "@/ui/toast";
import type { CallAudio } from "../audio/call-audio";

/** Lets the agent go on, or says why it does not. */
export function useHandBack(audio: CallAudio | undefined): () => void {
  const say = useErrorText();
  return () => void audio?.handBack().catch((error: unknown) => toast({ title: say(error), tone: "bad" }));
}
