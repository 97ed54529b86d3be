import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";

export type Adapter = Message<"Adapter">;
export type Voice = Message<"Voice">;

const MAX_PAGES = 10;

/** Every adapter of the mesh: a few dozen, so all pages at once. */
export async function listAdapters(signal: AbortSignal): Promise<{ adapters: Adapter[]; unavailablePools: string[] }> {
  const adapters: Adapter[] = [];
  const unavailablePools = new Set<string>();
  let token = "";
  for (let at = 0; at < MAX_PAGES; at += 1) {
    const query = { page_size: 500, page_token: token };
    const page = await answerOf(api.GET("/v1/integrations", { params: { query }, signal }));
    adapters.push(...page.adapters);
    for (const pool of page.unavailable_pools) unavailablePools.add(pool);
    token = page.next_page_token;
    if (!token) break;
  }
  return { adapters, unavailablePools: [...unavailablePools] };
}

/** The vendors that the organization has a credential for. */
export async function listHeldVendors(signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { credentials } = await answerOf(api.GET("/v1/credentials", { params: { query: { page_size: 500 } }, signal }));
  return new Set(credentials.map((credential) => credential.vendor));
}

export const listVoices = (adapter: string, language: string, signal: AbortSignal) =>
  answerOf(api.GET("/v1/integrations/{adapter}/voices", { params: { path: { adapter }, query: { language, page_size: 1000 } }, signal }));

export const previewVoice = (adapter: string, body: Omit<Draft<"PreviewVoiceRequest">, "adapter">) =>
  answerOf(api.POST("/v1/integrations/{adapter}:previewVoice", { params: { path: { adapter } }, body }));
