import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost/numbers?filter=x" } },
    setupFiles: ["./tests/setup.ts"],
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
