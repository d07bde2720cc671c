/** Access to ministack's internals is confined to one folder, and each module's docstring explains it. */
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../../../sandbox/folders.ts";

const folder = join(repositoryRoot, "sandbox", "emulator");
const boundary = "ministack/";

const sources: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".py"))
    .map((file) => [file.replaceAll("\\", "/"), readFileSync(join(folder, file), "utf8")]),
);

const all = (source: string, pattern: RegExp): string[] => [...source.matchAll(pattern)].map(([, found = ""]) => found);

/** Modules of ministack that a module imports, by statement or by name. */
const importsOfMinistack = (source: string): string[] => [
  ...all(source, /^\s*from\s+(ministack(?:\.\w+)*)\s+import\b/gmu),
  ...all(source, /^\s*import\s+(?:[\w.]+\s*,\s*)*(ministack(?:\.\w+)*)/gmu),
  ...all(source, /(?:import_module|__import__)\(\s*["'](ministack(?:\.\w+)*)["']/gu),
];

/** Private names of the boundary's modules that a module outside uses. */
const privateUses = (source: string): string[] => {
  const named = [...source.matchAll(/^\s*from emulator\.ministack(?:\.\w+)* import (?:\(([^)]*)\)|(.+))$/gmu)].flatMap(
    ([, several = "", one = ""]) => `${several}${one}`.split(",").map((name) => name.trim()),
  );
  const names = named.flatMap((name) => name.split(" as ").at(-1) ?? []).filter((name) => name !== "");
  return [
    ...named.filter((name) => name.startsWith("_")),
    ...names.flatMap((name) => all(source, new RegExp(`\\b(${name}\\._\\w+)`, "gu"))),
  ];
};

const docstringOf = (source: string): string => /^"""(.*?)"""/su.exec(source)?.[1] ?? "";

/** Private names that a module of the boundary uses without naming them in its docstring. */
const unexplained = (source: string): string[] => {
  const docstring = docstringOf(source);
  const code = source.slice(docstring.length);
  const listed = code.includes('f"_{name}"') ? all(code, /Literal\[([^\]]*)\]/gu) : [];
  const used = new Set([
    ...all(code, /\w\.(_[A-Za-z]\w*)/gu),
    ...all(code, /"(_[A-Za-z]\w*)"/gu),
    ...listed.flatMap((names) => all(names, /"(\w+)"/gu)).map((name) => `_${name}`),
  ]);
  return [...used].filter((name) => !new RegExp(`[\`.]${name}\``, "u").test(docstring));
};

describe("What the emulator takes from ministack", () => {
  const outside = [...sources].filter(([file]) => !file.startsWith(boundary));
  const inside = [...sources].filter(([file]) => file.startsWith(boundary));

  it("comes through one folder", () => {
    expect(inside).to.have.length.above(10);
    expect(outside).to.have.length.above(80);
    const offenders = outside.flatMap(([file, source]) =>
      importsOfMinistack(source).map((module) => `${file} imports ${module}`),
    );
    expect(offenders).to.deep.equal([]);
  });

  it("is asked for by public names", () => {
    const offenders = outside.flatMap(([file, source]) => privateUses(source).map((name) => `${file} uses ${name}`));
    expect(offenders).to.deep.equal([]);
  });

  it("is explained where it is private", () => {
    const offenders = inside.flatMap(([file, source]) => unexplained(source).map((name) => `${file}: ${name}`));
    expect(offenders).to.deep.equal([]);
  });

  it("would be found anywhere else", () => {
    expect(importsOfMinistack("from ministack.services import glue\n")).to.deep.equal(["ministack.services"]);
    expect(importsOfMinistack("import json, ministack.app\n")).to.deep.equal(["ministack.app"]);
    expect(importsOfMinistack("    from ministack import app\n")).to.deep.equal(["ministack"]);
    expect(importsOfMinistack('importlib.import_module("ministack.core.router")')).to.deep.equal([
      "ministack.core.router",
    ]);
    expect(importsOfMinistack("from emulator.ministack import glue\n")).to.deep.equal([]);
    expect(privateUses("from emulator.ministack import glue, iam\n\niam._roles\n")).to.deep.equal(["iam._roles"]);
    expect(privateUses("from emulator.ministack.glue import _jobs\n")).to.deep.equal(["_jobs"]);
    expect(privateUses("from emulator.ministack import glue\n\nself._glue.jobs\n")).to.deep.equal([]);
    expect(
      unexplained('"""Needs `_jobs`."""\nwrap(glue, f"_{name}", make)\nName = Literal["jobs", "stop"]\n'),
    ).to.deep.equal(["_stop"]);
    expect(unexplained('"""Needs `_jobs`."""\nglue._jobs\nglue._runs\nwrap(glue, "_stop", make)\n')).to.deep.equal([
      "_runs",
      "_stop",
    ]);
  });
});
