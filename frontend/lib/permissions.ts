/** What each role may do, as kit/voicera_kit/identity/roles.py has it; a test compares them. */

const VIEWER = [
  "agents.read",
  "calls.read",
  "integrations.read",
  "members.read",
  "numbers.read",
  "organization.read",
  "recordings.read",
  "storage.read",
] as const;

const OPERATOR = [
  ...VIEWER,
  "callers.read",
  "calls.control",
  "calls.listen",
  "calls.place",
  "calls.share",
  "integrations.try",
] as const;

const ADMIN = [
  ...OPERATOR,
  "agents.write",
  "agents.publish",
  "api_keys.read",
  "api_keys.write",
  "audit.read",
  "calls.delete",
  "integrations.write",
  "members.write",
  "numbers.write",
  "storage.write",
] as const;

const OWNER = [...ADMIN, "organization.write"] as const;

export type Permission = (typeof OWNER)[number];

export const ROLES: Readonly<Record<"viewer" | "operator" | "admin" | "owner", readonly Permission[]>> = {
  viewer: VIEWER,
  operator: OPERATOR,
  admin: ADMIN,
  owner: OWNER,
};
