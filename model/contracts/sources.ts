/** Settings that a source's contracts share: the file `sources.yaml` next to them. */
import * as Type from "typebox";
import type { Source } from "../documents/contract-bundle.ts";
import { checkSchema } from "../validation/check-schema.ts";
import type { Path } from "../validation/path.ts";
import type { Problem } from "../validation/problem.ts";
import { constant, object, string, tagged, text } from "../validation/schema.ts";
import type { SchemaProblem } from "../validation/schema-problem.ts";
import { isMapping, type YamlFile } from "../validation/yaml-file.ts";
import type { SourceCode } from "./codes.ts";
import { groupPattern } from "./naming.ts";
import { reportOn, type Report } from "./report.ts";
import type { ContractKind } from "./source-kind.ts";

/** A source as far as it could be read. */
export interface SourceDraft extends Pick<Source, "name" | "description" | "tokenSecret" | "tokenRotation"> {
  /** `undefined` if its kind or settings are invalid. */
  readonly kind: ContractKind | undefined;
  readonly settings: Readonly<Record<string, unknown>> | undefined;
}

const sourceName = string(
  groupPattern,
  "a source's name; names are snake_case, begin with a letter and have at most 40 letters",
);

const common = { name: sourceName, description: text };

const makeSchema = (kinds: readonly ContractKind[]) =>
  object("the sources file", {
    sources: Type.Array(
      tagged(
        "kind",
        "a source",
        kinds.map(({ name, sourceMembers }) =>
          object("a source", { kind: constant(name), ...common, ...sourceMembers }),
        ),
      ),
      { minItems: 1, title: "a list of sources" },
    ),
  });

// A schema is compiled on first use, which takes longer than all else here
const schemas = new WeakMap<readonly ContractKind[], ReturnType<typeof makeSchema>>();

const schemaOf = (kinds: readonly ContractKind[]): ReturnType<typeof makeSchema> => {
  const known = schemas.get(kinds) ?? makeSchema(kinds);
  schemas.set(kinds, known);
  return known;
};

const codesByKind: Readonly<Record<SchemaProblem["kind"], SourceCode>> = {
  missing: "SOURCE_FIELD_MISSING",
  unknown: "SOURCE_FIELD_UNKNOWN",
  value: "SOURCE_FIELD_INVALID",
};

const addProblem = (report: Report, { kind, path: where, message, fix, missing }: SchemaProblem): void => {
  if (where.length <= 1 && (kind === "missing" || where.at(-1) === "sources")) {
    report.add("SOURCE_LIST_MISSING", ["sources"], "no source is described", "add a list of sources");
    return;
  }
  const path = missing === undefined ? where : [...where, missing];
  const last = path.at(-1);
  if (path.length === 3 && last === "auth" && kind === "value") {
    // Not shown: somebody may have entered the token itself
    const example = 'write a map, e.g. "{ type: bearer, secret: … }", with the name of the secret that holds the token';
    report.add("SOURCE_FIELD_INVALID", path, "the value is not a map that says how the source knows who asks", example);
  } else if (path.at(-2) === "auth" && last === "type" && kind === "value") {
    // Not shown, for the same reason; what is allowed comes after the last semicolon
    const found = `the value is not a type of authentication${message.slice(message.lastIndexOf(";"))}`;
    report.add("SOURCE_FIELD_INVALID", path, found, fix);
  } else if (last === "secret" && kind === "value") {
    // Not shown: somebody may have entered the token itself
    const found = "the value is not a secret's name; names are kebab-case and begin with a letter";
    report.add("SOURCE_TOKEN_SECRET", path, found, "name the secret that holds the token, not the token");
  } else if ((path.at(-2) === "rotation" && last === "path") || (last === "rotation" && kind === "value")) {
    const example = `write the path below the source's base URL at which it issues tokens, e.g. "/tokens"`;
    report.add("SOURCE_ROTATION_PATH", path, message, example);
  } else if (path.length === 3 && last === "name" && kind === "value") {
    report.add("SOURCE_NAME", path, message, "rename the source");
  } else if (path.length === 3 && last === "description") {
    report.add("SOURCE_DESCRIPTION_MISSING", path, "the source is not described", "say what system it is");
  } else report.add(codesByKind[kind], where, message, fix);
};

/** A secret has one rotation: each of two rotations would invalidate the token that the other one stored. */
const checkRotations = (report: Report, sources: readonly SourceDraft[]): void => {
  const rotated = new Map<string, string>();
  for (const [index, { name, tokenSecret, tokenRotation }] of sources.entries()) {
    if (tokenRotation === undefined || tokenSecret === undefined) continue;
    const other = rotated.get(tokenSecret);
    if (other === undefined) rotated.set(tokenSecret, name);
    else {
      const message = `the secret "${tokenSecret}" is rotated by "${other}" already`;
      const fix = "keep it with the source that issues the token, or give each source a secret of its own";
      report.add("SOURCE_ROTATION_TWICE", ["sources", index, "auth", "rotation"], message, fix);
    }
  }
};

const draftOf = (entry: unknown, isValid: boolean, kinds: readonly ContractKind[]): SourceDraft => {
  const { name, description, kind: written, ...settings } = isMapping(entry) ? entry : {};
  const kind = kinds.find((one) => one.name === written);
  return {
    name: typeof name === "string" ? name.trim() : "",
    description: typeof description === "string" ? description.trim() : "",
    kind,
    settings: isValid ? settings : undefined,
    ...(isValid && kind?.secretOf(settings)),
  };
};

/** The sources of compiled contracts, sorted by name. */
export const sourcesOf = (drafts: readonly SourceDraft[]): readonly Source[] =>
  drafts
    .flatMap(({ kind, settings, ...source }) =>
      kind === undefined || settings === undefined ? [] : [{ ...source, kind: kind.name, settings }],
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));

const isBelow = (path: Path, index: number): boolean => path[0] === "sources" && path[1] === index;

/** Sources in the file's order, and their problems. */
export const readSources = (
  file: YamlFile,
  kinds: readonly ContractKind[],
): { readonly sources: readonly SourceDraft[]; readonly problems: readonly Problem[] } => {
  const report = reportOn(file);
  // A copy, because defaults are written into it
  const value = structuredClone(file.value);
  const { problems = [] } = checkSchema(schemaOf(kinds), value);
  for (const problem of problems) addProblem(report, problem);
  const entries: readonly unknown[] = Array.isArray(value["sources"]) ? value["sources"] : [];
  const sources = entries.map((entry, index) => {
    const isValid = !problems.some(({ path }) => isBelow(path, index));
    return draftOf(entry, isValid, kinds);
  });
  for (const [index, { name }] of sources.entries()) {
    if (name !== "" && sources.findIndex((other) => other.name === name) < index) {
      report.add(
        "SOURCE_DUPLICATE",
        ["sources", index, "name"],
        `"${name}" is a second source of that name`,
        "keep one of them",
      );
    }
  }
  checkRotations(report, sources);
  return { sources, problems: report.problems };
};
