import type messages from "@/messages/en/audit.json";

export type ActionKey = keyof typeof messages.actions;
type ServiceKey = keyof typeof messages.services;

/** What is kept, by the service that does it; `agents.v1.AgentService/PublishAgent` is written here in two parts. */
export const ACTIONS = {
  "agents.v1.AgentService": ["CreateAgent", "UpdateAgent", "DeleteAgent", "PublishAgent", "RollBackAgent", "SetRollout"],
  "agents.v1.NumberService": ["CreateNumber", "UpdateNumber", "DeleteNumber"],
  "agents.v1.CredentialService": ["CreateCredential", "ReplaceCredential", "DeleteCredential"],
  "agents.v1.IntegrationService": ["PreviewVoice", "ProbeIntegration"],
  "auth.v1.AuthService": ["SignUp", "SignIn", "RefreshSession", "SignOut", "RequestPasswordReset", "ResetPassword", "AcceptInvitation", "StartOidcSignIn", "FinishOidcSignIn"],
  "auth.v1.ProfileService": ["UpdateProfile", "ChangePassword", "EndSession", "SignOutEverywhere", "StartSecondFactor", "ConfirmSecondFactor", "StopSecondFactor"],
  "auth.v1.MemberService": ["InviteMember", "RevokeInvitation", "ChangeMemberRole", "RemoveMember", "TransferOwnership", "CreatePasswordResetLink"],
  "auth.v1.ApiKeyService": ["CreateApiKey", "RotateApiKey", "RevokeApiKey"],
  "auth.v1.OrganizationService": ["UpdateOrganization"],
  "media.v1.StorageService": ["UpdateStoragePolicy", "DestroyEncryptionKey"],
  "media.v1.CallService": ["DeleteCall"],
  "media.v1.ShareService": ["CreateShare", "RevokeShare"],
  "telephony.v1.TelephonyService": ["PlaceCall", "StartBrowserCall", "HangUpCall"],
  "telephony.v1.LiveCallService": ["OpenMonitor", "ListenToCall", "WhisperToAgent", "TakeOverCall", "HandBackCall", "TransferCall"],
  "telephony.v1.CarrierService": ["CheckCarrier", "ConnectCarrierNumber"],
  "voice.v1.RehearsalService": ["Rehearse"],
} as const satisfies Record<string, readonly ActionKey[]>;

export const SERVICES = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];

/** The key of a service's name under `services`. */
export function serviceKey(service: keyof typeof ACTIONS): ServiceKey {
  return service.slice(service.lastIndexOf(".") + 1).replace("Service", "") as ServiceKey;
}

/** The key of an action's name under `actions`; undefined for one that is newer than this page. */
export function actionKey(action: string): ActionKey | undefined {
  const [service = "", method = ""] = action.replace(/^voicera\./, "").split("/");
  const known: readonly string[] = ACTIONS[service as keyof typeof ACTIONS] ?? [];
  return known.includes(method) ? (method as ActionKey) : undefined;
}
