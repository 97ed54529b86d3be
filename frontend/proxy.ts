import { type NextRequest, NextResponse } from "next/server";

/** What a page may load and run: our own files, and inline code with this response's nonce. */
function policy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    // No 'strict-dynamic': with it 'self' would not count, and audio worklets are loaded by address.
    `script-src 'self' 'nonce-${nonce}'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function proxy(request: NextRequest): NextResponse {
  const value = policy(btoa(crypto.randomUUID()));
  const headers = new Headers(request.headers);
  // Next reads the nonce from the request's header and puts it on its own scripts.
  headers.set("Content-Security-Policy", value);
  headers.set("x-nonce", /nonce-([^']+)/.exec(value)?.[1] ?? "");
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", value);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|healthz|favicon|audio/).*)"] };
