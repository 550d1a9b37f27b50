// @vitest-environment node
/** What a cheap phone loads before it can work. Needs `npm run build`. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const BUILT = join(__dirname, "../src/wanjia/field/static/field");
const MOST = 350_000; // bytes, gzipped: scripts and styles, the decoder's script too, its wasm apart

const built = () => (existsSync(BUILT) ? readdirSync(BUILT).filter((name) => /\.(js|css)$/.test(name)) : []);

test("the field app is built", () => {
  expect(built(), "npm run build").toEqual(expect.arrayContaining(["decoder.js", "field.css", "field.js", "sw.js"]));
});

test("scripts and styles of the field app stay within 350 kB gzipped", () => {
  const sizes = built().map((name) => [name, gzipSync(readFileSync(join(BUILT, name)), { level: 9 }).length] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.info([...sizes.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`), `together ${(total / 1000).toFixed(1)} kB`].join(", "));
  expect(total).toBeLessThanOrEqual(MOST);
});
