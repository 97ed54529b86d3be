import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: [".next/", "node_modules/", "lib/api/schema.d.ts", "i18n/messages.d.ts", "next-env.d.ts"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat["recommended-latest"],
  {
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // TanStack's table and virtualizer are what the rule is about; nothing here is compiled by React's compiler.
      "react-hooks/incompatible-library": "off",
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Use lib/api/client: it refreshes sessions and notices lost connections." },
        { name: "localStorage", message: "Preferences are cookies: see lib/preferences." },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [{ name: "radix-ui", message: "Pages use ui/; only ui/ wraps Radix." }],
          patterns: [{ group: ["../../*"], message: "Import from @/…" }],
        },
      ],
    },
  },
  { files: ["ui/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["lib/api/**", "tests/**", "**/*.test.ts", "**/*.test.tsx"], rules: { "no-restricted-globals": "off" } },
  { files: ["server.mjs", "scripts/**"], rules: { "no-console": "off" } },
);
