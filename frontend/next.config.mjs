import createNextIntlPlugin from "next-intl/plugin";

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The repository has another lock file; this folder is a project of its own.
  turbopack: { root: import.meta.dirname },
  // Types and lint are `make types` and `make lint`: a start should not wait for them.
  typescript: { ignoreBuildErrors: true },
};

const withMessages = createNextIntlPlugin({
  requestConfig: "./i18n/request.ts",
  // Compiled by the build: no browser needs a parser of them.
  experimental: { messages: { path: "./messages", format: "json", locales: "infer", precompile: true } },
});

export default withMessages(config);
