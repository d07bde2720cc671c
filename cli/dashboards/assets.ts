/** The page's files, built from the installed packages: the page requests nothing from other hosts. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

const script = "text/javascript; charset=utf-8";
const style = "text/css; charset=utf-8";
const html = "text/html; charset=utf-8";
const json = "application/json";

const folder = join(import.meta.dirname, "page");

const basemaps = {
  world: import.meta.resolve("world-atlas/countries-110m.json"),
  usa: import.meta.resolve("us-atlas/states-10m.json"),
} as const;

/** By path. Takes about a second: Vega is large. */
export const buildAssets = async (): Promise<ReadonlyMap<string, Asset>> => {
  const built = build({
    entryPoints: [join(folder, "main.ts")],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    write: false,
    legalComments: "none",
  });
  const [{ outputFiles }, page, css, ...maps] = await Promise.all([
    built,
    readFile(join(folder, "page.html"), "utf8"),
    readFile(join(folder, "page.css"), "utf8"),
    ...Object.values(basemaps).map((file) => readFile(fileURLToPath(file), "utf8")),
  ]);
  const names = Object.keys(basemaps);
  return new Map<string, Asset>([
    ["/page.html", { type: html, body: page }],
    ["/page.css", { type: style, body: css }],
    ["/page.js", { type: script, body: outputFiles[0]?.contents ?? "" }],
    ...maps.map((body, index) => [`/basemaps/${names[index] ?? ""}.json`, { type: json, body }] as const),
  ]);
};
