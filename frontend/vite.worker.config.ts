import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";
import { OUT } from "./vite.field.config.ts";

// After the field app: the worker holds the list of what was built, each with its revision.
const LATER = new Set(["decoder.js", "zxing_reader.wasm"]); // only for scanning: cached in idle time, not before the start
const NONE = new Set(["sw.js"]);
// what /field/ and the manifest are made of, and how a template is read
const PAGES = ["../src/wanjia/field/templates", "../src/wanjia/field/shell.py", "../src/wanjia/platform/markup.py"];

const hash = (parts: (string | Buffer)[]) => {
  const whole = createHash("sha256");
  for (const part of parts) whole.update(part);
  return whole.digest("hex").slice(0, 16);
};

function filesIn(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

const revision = (paths: string[]) => hash(paths.map((path) => readFileSync(path)));

function shell(): { url: string; revision: string }[] {
  const built = filesIn(OUT).filter((path) => !LATER.has(nameOf(path)) && !NONE.has(nameOf(path)));
  const pages = revision([...PAGES.flatMap(filesIn), ...built]);
  return [
    { url: "/field/", revision: pages },
    { url: "/field/manifest.webmanifest", revision: pages },
    ...built.map((path) => ({ url: `/static/field/${nameOf(path)}`, revision: revision([path]) })),
  ];
}

const nameOf = (path: string) => path.slice(join(OUT, "/").length);

const later = () => {
  const paths = filesIn(OUT).filter((path) => LATER.has(nameOf(path)));
  return { cache: `decoder-${revision(paths)}`, urls: paths.map((path) => `/static/field/${nameOf(path)}`) };
};

export default defineConfig({
  publicDir: false,
  define: {
    SHELL: JSON.stringify(shell()),
    DECODER: JSON.stringify(later()),
    "process.env.NODE_ENV": '"production"', // Workbox says nothing then
  },
  build: {
    outDir: OUT,
    emptyOutDir: false,
    target: ["chrome80", "edge80", "firefox78", "safari14"],
    rolldownOptions: {
      checks: { bundlerTimings: false }, // on a busy machine it wonders at its own time
      input: { sw: "field/sw.ts" },
      output: { format: "iife", entryFileNames: "[name].js" },
    },
  },
});
