import { ApiError, CONNECTION_LOST, DEADLINE_EXCEEDED, apiErrorOf } from "@/lib/errors";
import { connectionWasLost, connectionWorks } from "@/lib/connection";

/** Sends requests with the session's cookies, and renews the session when it has run out. */

const DEADLINE_MS = 20_000;
const LOCK = "session-refresh";

let refreshing: Promise<boolean> | undefined;

interface Reach {
  /** An answer that goes on for as long as there is something to tell: only its beginning has a deadline. */
  isStream?: boolean;
}

/**
 * Like fetch, but: a deadline, one refresh and one repetition after a 401, and an ApiError if nothing answers.
 * Where the session has ended, it waits for the person to sign in again.
 */
export async function sessionFetch(request: Request, options: Reach = {}): Promise<Response> {
  const repetition = request.clone();
  const answer = await reach(request, options);
  if (answer.status !== 401) return answer;
  const isRenewed = (await refreshSession()) || (await signInAgain());
  return isRenewed ? reach(repetition, options) : answer;
}

/** True once the session is renewed, false if it has ended. Whoever asks meanwhile waits for the same answer. */
export function refreshSession(): Promise<boolean> {
  refreshing ??= withLock(renew).finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function renew(): Promise<boolean> {
  const answer = await reach(new Request(new URL("/session/refresh", location.href), { method: "POST" }));
  if (answer.ok) return true;
  if (answer.status === 401) return false;
  throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
}

/** One tab of this browser at a time: they share the cookie that a refresh uses up. */
async function withLock(work: () => Promise<boolean>): Promise<boolean> {
  return "locks" in navigator ? await navigator.locks.request(LOCK, work) : work();
}

/** The network, with a deadline and with our errors. */
export async function reach(request: Request, { isStream = false }: Reach = {}): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), DEADLINE_MS);
  try {
    const answer = await fetch(request, { signal: AbortSignal.any([request.signal, deadline.signal]) });
    connectionWorks();
    if (isStream) clearTimeout(timer);
    return answer;
  } catch (error) {
    clearTimeout(timer);
    if (request.signal.aborted) throw error;
    if (deadline.signal.aborted) throw new ApiError({ status: 504, reason: DEADLINE_EXCEEDED, message: "" });
    connectionWasLost();
    throw new ApiError({ status: 0, reason: CONNECTION_LOST, message: "" });
  }
}

export async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}

/** Resolves to true once the same person is signed in again, to false if that will not be. */
type SignInPrompt = (returnTo: string) => Promise<boolean>;

const leaveForSignIn: SignInPrompt = (returnTo) => {
  location.assign(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
  return Promise.resolve(false);
};

let prompt = leaveForSignIn;
let signingIn: Promise<boolean> | undefined;

/** Asks over the page instead of leaving it, until the returned function is called. */
export function onSessionEnded(show: SignInPrompt): () => void {
  prompt = show;
  return () => {
    if (prompt === show) prompt = leaveForSignIn;
  };
}

/** Whoever asks meanwhile waits for the same answer. */
function signInAgain(): Promise<boolean> {
  signingIn ??= prompt(location.pathname + location.search).finally(() => {
    signingIn = undefined;
  });
  return signingIn;
}
