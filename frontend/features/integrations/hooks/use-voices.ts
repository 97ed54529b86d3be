import { useInfiniteQuery } from "@tanstack/react-query";
import { type Adapter, listVoices } from "../api/integrations";

/** Voices of an adapter in a language, page by page, and whether the vendor itself was asked for them. */
export function useVoices(adapter: Pick<Adapter, "id" | "modality">, language: string) {
  return useInfiniteQuery({
    queryKey: ["integrations", "voices", adapter.id, adapter.modality, language],
    queryFn: ({ pageParam, signal }) => listVoices(adapter, language, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextPageToken || undefined,
    select: ({ pages }) => ({ voices: pages.flatMap((page) => page.rows), isLive: pages[0]?.isLive ?? false }),
  });
}
