import type messages from "@/messages/en/errors.json";

export type ErrorKey = keyof typeof messages;

/** What a request was refused with, in the shape every service answers: google.rpc.Status as JSON. */
export interface FieldViolation {
  field: string;
  description: string;
}

interface Detail {
  "@type"?: string;
  reason?: string;
  metadata?: Record<string, string>;
  field_violations?: Partial<FieldViolation>[];
  retry_delay?: string;
}

export interface ApiErrorParts {
  status: number;
  reason: string;
  message: string;
  violations?: FieldViolation[];
  metadata?: Record<string, string>;
  retryAfterS?: number;
  traceId?: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly violations: readonly FieldViolation[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly retryAfterS: number | undefined;
  readonly traceId: string | undefined;

  constructor(parts: ApiErrorParts) {
    super(parts.message);
    this.name = "ApiError";
    this.status = parts.status;
    this.reason = parts.reason;
    this.violations = parts.violations ?? [];
    this.metadata = parts.metadata ?? {};
    this.retryAfterS = parts.retryAfterS;
    this.traceId = parts.traceId;
  }
}

/** Nothing answered: no network, or the edge is away. */
export const CONNECTION_LOST = "CONNECTION_LOST";
export const DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED";

export function apiErrorOf(status: number, body: unknown, headers: Headers): ApiError {
  const known = isStatus(body) ? body : { message: "", details: [] };
  const details = known.details ?? [];
  const info = details.find((detail) => detail.reason !== undefined);
  const retryAfterS = Number.parseFloat(
    details.find((detail) => detail.retry_delay !== undefined)?.retry_delay ?? headers.get("retry-after") ?? "",
  );
  return new ApiError({
    status,
    reason: info?.reason ?? (status >= 500 ? "UNAVAILABLE" : "UNKNOWN"),
    message: known.message ?? "",
    violations: details.flatMap((detail) => detail.field_violations ?? []).map(filled),
    metadata: info?.metadata,
    retryAfterS: Number.isNaN(retryAfterS) ? undefined : retryAfterS,
    traceId: info?.metadata?.trace_id ?? headers.get("x-request-id") ?? undefined,
  });
}

function isStatus(body: unknown): body is { message?: string; details?: Detail[] } {
  return typeof body === "object" && body !== null && ("details" in body || "message" in body);
}

function filled(violation: Partial<FieldViolation>): FieldViolation {
  return { field: violation.field ?? "", description: violation.description ?? "" };
}

export function isReason(error: unknown, ...reasons: string[]): error is ApiError {
  return error instanceof ApiError && reasons.includes(error.reason);
}

/**
 * The message key for an error, in the namespace `errors`. The one place that switches on reasons:
 * reasons that need no words of their own fall to the words of their HTTP status.
 */
export function errorKey(error: unknown): ErrorKey {
  if (!(error instanceof ApiError)) return "internal";
  return KEYS[error.reason] ?? keyOfStatus(error.status);
}

const KEYS: Readonly<Record<string, ErrorKey>> = {
  CONNECTION_LOST: "connectionLost",
  DEADLINE_EXCEEDED: "deadlineExceeded",
  INVALID_ARGUMENT: "invalidArgument",
  NOT_FOUND: "notFound",
  ALREADY_EXISTS: "alreadyExists",
  REVISION_CONFLICT: "revisionConflict",
  DRAFT_UNDECIDED: "draftUndecided",
  DRAFT_UNSAVED: "draftUnsaved",
  FAILED_PRECONDITION: "failedPrecondition",
  UNAUTHENTICATED: "signedOut",
  TOKEN_EXPIRED: "signedOut",
  SESSION_ENDED: "signedOut",
  REFRESH_TOKEN_REUSED: "signedOut",
  PERMISSION_DENIED: "permissionDenied",
  NOT_A_MEMBER: "permissionDenied",
  RESOURCE_EXHAUSTED: "tooMany",
  TOO_MANY_ATTEMPTS: "tooManyAttempts",
  UNAVAILABLE: "unavailable",
  INTERNAL: "internal",
  SIGN_IN_FAILED: "signInFailed",
  SECOND_FACTOR_NEEDED: "secondFactorNeeded",
  SIGN_UP_CLOSED: "signUpClosed",
  LINK_INVALID: "linkInvalid",
  OIDC_OFF: "oidcOff",
  OIDC_SUBJECT_CHANGED: "oidcSubjectChanged",
  PASSWORD_WRONG: "passwordWrong",
  CODE_WRONG: "codeWrong",
  SECOND_FACTOR_ON: "secondFactorOn",
  SECOND_FACTOR_NOT_STARTED: "secondFactorNotStarted",
  OWNER_NEEDED: "ownerNeeded",
  NUMBER_TAKEN: "numberTaken",
  AGENT_IN_USE: "agentInUse",
  AGENT_INVALID: "agentInvalid",
  CREDENTIAL_MISSING: "credentialMissing",
  CARRIER_NOT_CONFIGURED: "carrierNotConfigured",
  CARRIER_UNAUTHORIZED: "carrierUnauthorized",
  CARRIER_BALANCE_LOW: "carrierBalanceLow",
  CARRIER_REQUEST_REFUSED: "carrierRequestRefused",
  CARRIER_REFUSED: "carrierRefused",
  CARRIER_LIMITED: "carrierLimited",
  CARRIER_KEYS_WRONG: "carrierKeysWrong",
  API_KEY_ENDED: "apiKeyEnded",
  CARRIER_LIMIT_REACHED: "carrierLimitReached",
  CARRIER_UNREACHABLE: "carrierUnreachable",
  PROVIDER_KEY_MISSING: "providerKeyMissing",
  PROVIDER_KEY_REJECTED: "providerKeyRejected",
  PROVIDER_QUOTA_EXHAUSTED: "providerQuotaExhausted",
  PROVIDER_UNAVAILABLE: "providerUnavailable",
  CALL_RUNS: "callRuns",
  CALL_NOT_LIVE: "callNotLive",
  CALL_TAKEN: "callTaken",
  AGENT_CANNOT_TAKE_INSTRUCTIONS: "agentCannotTakeInstructions",
  TRANSFER_IMPOSSIBLE: "transferImpossible",
  TRANSFER_FAILED: "transferFailed",
  TOO_MANY_LISTENERS: "tooManyListeners",
  TOO_MANY_SHARES: "tooManyShares",
  MICROPHONE_REFUSED: "microphoneRefused",
  MICROPHONE_MISSING: "microphoneMissing",
  AUDIO_FAILED: "audioFailed",
  REHEARSAL_STATE_STALE: "rehearsalStale",
  REHEARSAL_TOO_LONG: "rehearsalTooLong",
  REHEARSALS_LIMIT_REACHED: "tooMany",
  REQUEST_TOO_LARGE: "tooLarge",
  BODY_TOO_LARGE: "tooLarge",
};

function keyOfStatus(status: number): ErrorKey {
  if (status === 401) return "signedOut";
  if (status === 403) return "permissionDenied";
  if (status === 404) return "notFound";
  if (status === 409) return "revisionConflict";
  if (status === 429) return "tooMany";
  if (status === 502 || status === 503 || status === 504) return "unavailable";
  return status >= 400 && status < 500 ? "refused" : "internal";
}
