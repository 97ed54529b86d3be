import { vi } from "vitest";

/** Stands where the edge would be: answers requests as it does, and remembers them. */
export function fakeEdge(answer: (request: Request) => Response | Promise<Response>) {
  const seen: Request[] = [];
  vi.stubGlobal("fetch", async (asked: Request | string) => {
    const request = typeof asked === "string" ? new Request(new URL(asked, location.href)) : asked;
    seen.push(request.clone());
    return answer(request);
  });
  return {
    seen,
    paths: () => seen.map((request) => new URL(request.url).pathname),
  };
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

export function refusal(status: number, reason: string, further: object[] = []): Response {
  const info = { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "voicera" };
  return json({ code: 3, message: "the service's own words", details: [info, ...further] }, status);
}
