import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { buildSync, version, type BuildOptions } from "esbuild";
import { byName, functionNames, type FunctionName } from "../../model/parts.ts";
import { functionNode } from "../function-runtime.ts";
import { keptBundles, type Bundles } from "./kept-bundles.ts";

/** CommonJS packages load Node's built-in modules with `require`, which ES modules lack. */
const requireForCommonJs =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const options = {
  entryPoints: functionNames.map((name) => ({ in: `lambdas/${name}/handler.ts`, out: name })),
  outdir: "bundled",
  write: false,
  bundle: true,
  platform: "node",
  // the image renderer and its fonts
  loader: { ".wasm": "binary", ".ttf": "binary" },
  target: `node${functionNode}`,
  format: "esm",
  mainFields: ["module", "main"],
  // package paths end up in the output; a linked node_modules must not change them
  preserveSymlinks: true,
  banner: { js: requireForCommonJs },
  // keep identifiers so that stack traces name functions
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "silent",
  metafile: true,
} satisfies BuildOptions;

/**
 * Bundles every function with everything it imports into one `index.mjs` each. The same sources produce the same bytes,
 * wherever the repository is checked out.
 *
 * @param root the repository's folder
 */
export const bundleFunctions = (root: string): Bundles<FunctionName> => {
  const { outputFiles, metafile } = buildSync({ absWorkingDir: root, ...options });
  const code = byName(functionNames, (name) => {
    const file = outputFiles.find(({ path }) => path === join(root, "bundled", `${name}.js`));
    if (file === undefined) {
      throw new Error(`The bundler made no code for the function "${name}".`);
    }
    return file.text;
  });
  return { code, inputs: Object.keys(metafile.inputs) };
};

export const functionArchives = (root: string): Readonly<Record<FunctionName, pulumi.asset.Archive>> => {
  // the options include the names, so cached code always covers every function
  const bundler = `esbuild ${version} ${JSON.stringify(options)}`;
  const code = keptBundles(root, bundler, () => bundleFunctions(root));
  return byName(
    functionNames,
    (name) => new pulumi.asset.AssetArchive({ "index.mjs": new pulumi.asset.StringAsset(code[name]) }),
  );
};
