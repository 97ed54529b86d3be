import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";
import type { Page } from "@/lib/pages";

export type Adapter = Message<"Adapter">;
export type Modality = Adapter["modality"];
export type Voice = Message<"Voice">;
export type Probe = Message<"ProbeIntegrationResponse">;

export interface Catalogue {
  adapters: Adapter[];
  unavailablePools: string[];
}

/** The whole catalogue: a few dozen adapters. */
export async function listIntegrations(signal: AbortSignal): Promise<Catalogue> {
  const adapters: Adapter[] = [];
  const pools = new Set<string>();
  for (let token = "", isFirst = true; isFirst || token; isFirst = false) {
    const query = { page_size: 500, page_token: token };
    const page = await answerOf(api.GET("/v1/integrations", { params: { query }, signal }));
    adapters.push(...page.adapters);
    page.unavailable_pools.forEach((pool) => pools.add(pool));
    token = page.next_page_token;
  }
  return { adapters, unavailablePools: [...pools] };
}

export interface VoicePage extends Page<Voice> {
  isLive: boolean;
}

export async function listVoices(adapter: Pick<Adapter, "id" | "modality">, language: string, pageToken: string, signal: AbortSignal): Promise<VoicePage> {
  const query = { language: language || undefined, page_size: 100, page_token: pageToken, modality: adapter.modality };
  const page = await answerOf(api.GET("/v1/integrations/{adapter}/voices", { params: { path: { adapter: adapter.id }, query }, signal }));
  return { rows: page.voices, nextPageToken: page.next_page_token, isLive: page.live };
}

export const previewVoice = (adapter: string, body: Omit<Draft<"PreviewVoiceRequest">, "adapter">, signal: AbortSignal) =>
  answerOf(api.POST("/v1/integrations/{adapter}:previewVoice", { params: { path: { adapter } }, body, signal }));

export const probeIntegration = (adapter: string, body: Omit<Draft<"ProbeIntegrationRequest">, "adapter">) =>
  answerOf(api.POST("/v1/integrations/{adapter}:probe", { params: { path: { adapter } }, body }));
