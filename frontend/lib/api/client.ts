import createClient from "openapi-fetch";
import { ApiError, apiErrorOf } from "@/lib/errors";
import type { paths } from "./schema";
import { reach, readJson, sessionFetch } from "./session";
import type { Answered } from "./types";

/** The REST API, typed by its OpenAPI document. Read answers with `answerOf`. */
export const api = createClient<paths>({
  baseUrl: typeof location === "undefined" ? "http://server.invalid" : location.origin,
  fetch: (request) => sessionFetch(request),
});

/** The body of an answer, or an ApiError. `answerOf(api.GET("/v1/agents", { params, signal }))` */
export async function answerOf<Body>(
  request: Promise<{ data?: Body; error?: unknown; response: Response }>,
): Promise<Answered<Body>> {
  const { data, error, response } = await request;
  if (!response.ok) throw apiErrorOf(response.status, error, response.headers);
  return data as Answered<Body>;
}

/** Posts to a route under /session, which takes no part in refreshing: a 401 there is an answer. */
export async function postSession(path: string, body: object = {}): Promise<void> {
  const answer = await reach(
    new Request(new URL(`/session/${path}`, location.href), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  if (!answer.ok) throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
}

/** Posts to an RPC that is open to anybody. */
export async function postPublic(path: string, body: object): Promise<unknown> {
  const answer = await reach(
    new Request(new URL(path, location.href), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
  const content = await readJson(answer);
  if (!answer.ok) throw apiErrorOf(answer.status, content, answer.headers);
  return content;
}

/** Lines of JSON as they arrive, for `:watch` and other server streams; ends when the server does. */
export async function* linesOf<Line>(path: string, signal: AbortSignal): AsyncGenerator<Answered<Line>> {
  const answer = await sessionFetch(new Request(new URL(path, location.href), { signal }), { isStream: true });
  if (!answer.ok || !answer.body) throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
  let rest = "";
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) yield lineOf(line);
  }
}

function lineOf<Line>(text: string): Answered<Line> {
  const line = JSON.parse(text) as { code?: number; message?: string; details?: unknown[] };
  if (typeof line.code === "number" && Array.isArray(line.details)) {
    throw apiErrorOf(200, line, new Headers());
  }
  return line as Answered<Line>;
}

export { ApiError };
