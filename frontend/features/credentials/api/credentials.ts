import { answerOf, api } from "@/lib/api/client";
import type { Message } from "@/lib/api/types";

export type Credential = Message<"Credential">;
export type CredentialValues = Readonly<Record<string, string>>;

const PAGE_SIZE = 500;

/** All of them: there are about as many as vendors. */
export async function listCredentials(signal: AbortSignal): Promise<Credential[]> {
  const found: Credential[] = [];
  for (let token = "", isFirst = true; isFirst || token; isFirst = false) {
    const query = { page_size: PAGE_SIZE, page_token: token };
    const page = await answerOf(api.GET("/v1/credentials", { params: { query }, signal }));
    found.push(...page.credentials);
    token = page.next_page_token;
  }
  return found;
}

export const createCredential = (vendor: string, displayName: string, values: CredentialValues) =>
  answerOf(api.POST("/v1/credentials", { body: { vendor, display_name: displayName, values } }));

export const replaceCredential = ({ id, revision }: Credential, displayName: string, values: CredentialValues) =>
  answerOf(api.POST("/v1/credentials/{id}:replace", { params: { path: { id } }, body: { display_name: displayName, values, revision } }));

export const deleteCredential = (id: string) =>
  answerOf(api.DELETE("/v1/credentials/{id}", { params: { path: { id } } }));
