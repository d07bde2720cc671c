/** Import edges, in TypeScript and in Python. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Edge } from "./graph.ts";

interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string; readonly followable: boolean }[];
  }[];
}

const mostBytes = 256 * 1024 * 1024;

/** From dependency-cruiser, with the settings of the import rules: includes types and dynamic imports. */
export const typescriptImports = (): readonly Edge[] => {
  const cruise = join("node_modules", ".bin", "depcruise");
  const json = execFileSync(cruise, [".", "--output-type", "json"], { encoding: "utf8", maxBuffer: mostBytes });
  return (JSON.parse(json) as Cruise).modules.flatMap(({ source, dependencies }) =>
    dependencies.filter(({ followable }) => followable).map(({ resolved }): Edge => [source, resolved]),
  );
};

/** Folders on Python's module path, and the package in them; tests import their neighbors. */
const roots = ["glue", "tests/glue", "sandbox"];

/** Modules that a file's text imports; `from a import b` may also mean the module `a.b`. */
export const importedModules = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(?:from\s+([\w.]+)\s+import\s+(\([^)]*\)|[^\n#]*)|import\s+([\w., ]+))/gm)].flatMap(
    ([, from, names = "", imported]) => {
      if (from === undefined) return (imported ?? "").split(",").map((name) => name.trim().split(" ")[0] ?? "");
      const inside = names.replace(/[()]/g, "").split(",");
      return [from, ...inside.map((name) => `${from}.${name.trim().split(/\s/)[0] ?? ""}`)];
    },
  );

/** @param files all Python files of the repository */
export const pythonImports = (
  files: readonly string[],
  read: (file: string) => string = (file) => readFileSync(file, "utf8"),
): readonly Edge[] => {
  const known = new Set(files);
  /** A module's file, and the packages that are loaded before it. */
  const filesOf = (module: string): readonly string[] =>
    roots.flatMap((root) => {
      const parts = module.split(".");
      const packages = parts.map((_, index) => join(root, ...parts.slice(0, index + 1), "__init__.py"));
      return [...packages, `${join(root, ...parts)}.py`].filter((file) => known.has(file));
    });
  return files.flatMap((file) =>
    importedModules(read(file))
      .flatMap(filesOf)
      .filter((imported) => imported !== file)
      .map((imported): Edge => [file, imported]),
  );
};
