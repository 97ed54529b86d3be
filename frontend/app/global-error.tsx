"use client";

import "./globals.css";

/** The last resort, where not even the catalogues may have been read: English, and no component of ours. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col items-center justify-center gap-4 p-6 text-center">
        <title>VoiceERA</title>
        <p className="text-base font-semibold">The page could not be shown.</p>
        <button type="button" onClick={reset} className="h-8 rounded-md bg-accent px-3 text-accent-ink">Try again</button>
      </body>
    </html>
  );
}
