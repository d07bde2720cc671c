/** SVG to PNG without a browser. */
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { pictureFont } from "../../model/mails/picture.ts";

/** What drawing needs, as bytes: a function has them embedded in its code, a command reads them from the packages. */
export interface DrawingParts {
  /** The WebAssembly module of `@resvg/resvg-wasm`. */
  readonly wasm: Uint8Array;
  /** TrueType fonts of the pictures' family. */
  readonly fonts: readonly Uint8Array[];
}

/** Pictures have twice as many pixels as their displayed size, for high-density screens. */
const scale = 2;

// The module can be initialized only once per process
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
