import { answerOf, api } from "@/lib/api/client";
import type { Draft, Message } from "@/lib/api/types";

export type StoragePolicy = Message<"StoragePolicy">;

export const getStoragePolicy = (signal: AbortSignal) => answerOf(api.GET("/v1/storagePolicy", { signal }));

export const updateStoragePolicy = (body: Draft<"UpdateStoragePolicyRequest">) =>
  answerOf(api.POST("/v1/storagePolicy:update", { body }));

export const destroyEncryptionKey = (keyId: string) =>
  answerOf(api.POST("/v1/storagePolicy:destroyEncryptionKey", { body: { key_id: keyId } }));
