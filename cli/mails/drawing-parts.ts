import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { DrawingParts } from "../../lambdas/mail/rasterize.ts";

const bytesOf = (file: string): Promise<Uint8Array> => readFile(fileURLToPath(import.meta.resolve(file)));

/** From the installed packages. */
export const drawingParts = async (): Promise<DrawingParts> => {
  const [wasm, font] = await Promise.all([
    bytesOf("@resvg/resvg-wasm/index_bg.wasm"),
    bytesOf("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  ]);
  return { wasm, fonts: [font] };
};
