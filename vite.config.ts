import { fileURLToPath } from "node:url";
import { vitePlugin as remix } from "@remix-run/dev";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig, type Plugin } from "vite";
import remixConfig from "./remix.config.js";

const folder = (name: string) => fileURLToPath(new URL(`./${name}/`, import.meta.url));

/**
 * Bundles the web server and the worker together with the routes, so that production runs one plain
 * JavaScript file and every module exists once per process. Remix would otherwise make only its routes the
 * entry.
 */
const serverEntry: Plugin = {
  name: "tenfold-server-entry",
  config: (_config, { isSsrBuild }) =>
    isSsrBuild ? { build: { rollupOptions: { input: "./app/server/main.server.ts" } } } : undefined,
};

export default defineConfig({
  plugins: [tailwindcss(), remix(remixConfig), serverEntry],
  resolve: {
    alias: [
      { find: /^~\//, replacement: folder("app") },
      { find: /^~db\//, replacement: folder("db") },
      { find: /^~emails\//, replacement: folder("emails") },
      { find: /^~tests\//, replacement: folder("tests") },
    ],
  },
  build: { target: "node22", cssMinify: true },
});
