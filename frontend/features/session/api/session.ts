import { answerOf, api, postPublic, postSession } from "@/lib/api/client";

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

/** The organization lives in the time zone of who founds it. */
export const signUp = (account: SignUp) =>
  postSession("signUp", { ...account, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone });

export const acceptInvitation = (invited: Invited) => postSession("acceptInvitation", invited);
export const signOut = () => postSession("signOut");
export const requestReset = (email: string) => postPublic("/v1/auth:requestPasswordReset", { email });
export const resetPassword = (token: string, password: string) => postPublic("/v1/auth:resetPassword", { token, password });

export const signInOptions = (signal: AbortSignal) => answerOf(api.GET("/v1/auth:options", { signal }));
export const me = (signal: AbortSignal) => answerOf(api.GET("/v1/me", { signal }));
