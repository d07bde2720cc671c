/** SVG to PNG without a browser. */
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { pictureFont } from "../../model/mails/picture.ts";

/** What drawing needs, as bytes: a function carries them in its code, a command reads them from the packages. */
export interface DrawingParts {
  /** Of `@resvg/resvg-wasm`. */
  readonly wasm: Uint8Array;
  /** TrueType, of the pictures' family. */
  readonly fonts: readonly Uint8Array[];
}

/** Pictures have twice the pixels that they are shown with, for screens that do. */
const scale = 2;

// The module takes its code once per process
let initialized: Promise<void> | undefined;

export const rasterizer =
  ({ wasm, fonts }: DrawingParts) =>
  async (svg: string): Promise<Uint8Array> => {
    await (initialized ??= initWasm(wasm));
    const resvg = new Resvg(svg, {
      fitTo: { mode: "zoom", value: scale },
      background: "#ffffff",
      font: { fontBuffers: [...fonts], defaultFontFamily: pictureFont, sansSerifFamily: pictureFont },
    });
    try {
      return resvg.render().asPng();
    } finally {
      resvg.free();
    }
  };
