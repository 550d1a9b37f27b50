import { copyFileSync, mkdirSync } from "node:fs";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";

export const OUT = "../src/wanjia/field/static/field";
const WASM = "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";

/** The decoder is served from here: phones in the field reach no other host, and the content policy allows none. */
const decoder = (): Plugin => ({
  name: "decoder",
  writeBundle() {
    mkdirSync(OUT, { recursive: true });
    copyFileSync(WASM, `${OUT}/zxing_reader.wasm`);
  },
});

// Fixed names: Django serves them as they are (ADR 0010). The service worker knows their revisions.
export default defineConfig({
  base: "/static/field/",
  publicDir: "field/public", // icons
  plugins: [vue(), decoder()],
  build: {
    outDir: OUT,
    emptyOutDir: true, // asked for, because the folder lies outside this project's root
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0, // img-src knows data:, but a file is cached once
    target: ["chrome80", "edge80", "firefox78", "safari14"], // not 13.1: signatures need BigInt
    rolldownOptions: {
      checks: { bundlerTimings: false }, // on a busy machine it wonders at its own time
      input: { field: "field/main.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) => (asset.names.some((name) => name.endsWith(".css")) ? "field.css" : "[name][extname]"),
      },
    },
  },
});
