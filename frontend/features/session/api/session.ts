import { answerOf, api, postPublic, postSession } from "@/lib/api/client";
import { reach, readJson } from "@/lib/api/session";
import type { Message } from "@/lib/api/types";
import { isReason } from "@/lib/errors";

export interface SignIn {
  email: string;
  password: string;
  code: string;
}

export interface SignUp {
  organization_name: string;
  display_name: string;
  email: string;
  password: string;
}

export interface Invited {
  token: string;
  display_name: string;
  password: string;
}

export const signIn = (credentials: SignIn) => postSession("signIn", credentials);

/** True once signed in, false if the code of the second factor is still to come. */
export async function signInOrAskForCode(values: SignIn, needsCode: boolean): Promise<boolean> {
  try {
    await signIn(values);
    return true;
  } catch (error) {
    if (isReason(error, "SECOND_FACTOR_NEEDED") && !needsCode) return false;
    throw error;
  }
}

/** The organization lives in the time zone of who founds it. */
export const signUp = (account: SignUp) =>
  postSession("signUp", { ...account, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });

export const acceptInvitation = (invited: Invited) => postSession("acceptInvitation", invited);
export const signOut = () => postSession("signOut");
export const requestReset = (email: string) => postPublic("/v1/auth:requestPasswordReset", { email });
export const resetPassword = (token: string, password: string) => postPublic("/v1/auth:resetPassword", { token, password });

export const signInOptions = (signal: AbortSignal) => answerOf(api.GET("/v1/auth:options", { signal }));
export const me = (signal: AbortSignal) => answerOf(api.GET("/v1/me", { signal }));

/** Whether this browser's session is this person's, in this organization; asks nobody to sign in. */
export async function isSignedIn({ user_id, organization_id }: { user_id: string; organization_id: string }): Promise<boolean> {
  const answer = await reach(new Request(new URL("/v1/me", location.href)));
  const found = answer.ok ? ((await readJson(answer)) as Partial<Message<"Profile">>) : {};
  return found.user_id === user_id && found.organization_id === organization_id;
}
