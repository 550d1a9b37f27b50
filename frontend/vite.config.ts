import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// The console, and how everything is tested. The field app and its service worker have files of their own.
// One folder per entry, with fixed names: Django's static files storage adds the hashes.
export default defineConfig({
  plugins: [vue()], // only the field app's tests have components
  build: {
    outDir: "../src/wanjia/web/static/built",
    emptyOutDir: true, // asked for, because the folder lies outside this project's root
    modulePreload: false,
    // the engines that committee laptops and cheap phones still run
    target: ["chrome80", "edge80", "firefox78", "safari13.1"],
    rolldownOptions: {
      input: { console: "console/main.ts", early: "console/early.ts", me: "me/main.ts" },
      checks: { eval: false }, // htmx holds an eval that link.ts and the content policy both switch off
      output: {
        entryFileNames: "console/[name].js",
        assetFileNames: "console/[name][extname]",
      },
    },
  },
  test: { environment: "happy-dom", include: ["console/**/*.test.ts", "field/**/*.test.ts", "me/**/*.test.ts", "*.test.ts"] },
});
