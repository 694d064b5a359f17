import tseslint from "typescript-eslint";

/**
 * Sizes are measured without blank lines and comments: a comment that explains is never what makes a function
 * long.
 */
const lengths = { max: 70, skipBlankLines: true, skipComments: true };

export default tseslint.config(
  { ignores: ["build/", "node_modules/", "reports/", "test-results/", "coverage/", ".data*/"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines-per-function": ["error", lengths],
      "no-restricted-syntax": [
        "error",
        {
          selector: "TSAsExpression > TSAsExpression",
          message: "A cast through another type hides what is wrong; parse the value instead.",
        },
      ],
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      // A template with a number in it is as plain as one with a string.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // `onClick={() => close()}` and `() => log(x)` read well; what matters is that no promise is lost, and
      // that is above.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // A service that has nothing to await today is still an asynchronous one to its callers.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Remix ends a request by throwing a Response, which is its documented way.
      "@typescript-eslint/only-throw-error": [
        "error",
        {
          allow: [
            { from: "lib", name: "Response" },
            { from: "package", name: "TypedResponse", package: "@remix-run/server-runtime" },
          ],
        },
      ],
      // Spreading a string walks its characters, where an index walks their halves.
      "@typescript-eslint/no-misused-spread": ["error", { allow: [{ from: "lib", name: "string" }] }],
      "@typescript-eslint/no-dynamic-delete": "off",
    },
  },
  {
    files: ["tests/**/*.{ts,tsx}"],
    rules: {
      // A describe block is a chapter, not a function.
      "max-lines-per-function": "off",
      // Matchers such as expect.anything() are typed as any by their makers.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
);
