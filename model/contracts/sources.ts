/** Settings that a source's contracts share: the file `sources.yaml` next to them. */
import type { Source, TokenRotation } from "../documents/contract-bundle.ts";
import type { Problem } from "../validation/problem.ts";
import { found } from "../validation/found.ts";
import { at, fieldsOf, items, mapping, text, type Fields } from "./fields.ts";
import { groupPattern, pathPattern } from "./naming.ts";
import { reportOn, type Report } from "./report.ts";
import { writeNearest } from "../validation/suggestion.ts";
import type { YamlFile } from "../validation/yaml-file.ts";

const sourceFields = ["name", "description", "tokenSecret", "tokenRotation"] as const;
const rotationFields = ["path"] as const;

const checkFields = (report: Report, fields: Fields, allowed: readonly string[]): void => {
  for (const name of Object.keys(fields.raw).filter((key) => !allowed.includes(key))) {
    const message = `"${name}" is not a field here; fields are ${allowed.join(", ")}`;
    report.add("SOURCE_FIELD_UNKNOWN", at(fields, name), message, writeNearest(name, allowed, "remove it"));
  }
};

const readRotation = (report: Report, source: Fields): TokenRotation | undefined => {
  if (source.raw["tokenRotation"] === undefined) return undefined;
  const fields = mapping(source, "tokenRotation");
  checkFields(report, fields, rotationFields);
  const path = text(fields, "path") ?? "";
  if (!pathPattern.test(path)) {
    const message = `${found(fields.raw["path"])} is not a path; paths begin with a slash, end without one and have no query`;
    const fix = 'write the path below the source\'s base URL at which it issues tokens, e.g. "/tokens"';
    report.add("SOURCE_ROTATION_PATH", at(fields, "path"), message, fix);
  }
  return { path };
};

const readSource = (report: Report, fields: Fields): Source => {
  checkFields(report, fields, sourceFields);
  const name = text(fields, "name") ?? "";
  if (!groupPattern.test(name)) {
    const message = `${found(fields.raw["name"])} is not a source's name; names are snake_case, begin with a letter and have at most 40 letters`;
    report.add("SOURCE_NAME", at(fields, "name"), message, "rename the source");
  }
  const description = text(fields, "description") ?? "";
  if (description === "") {
    const message = `the source ${found(fields.raw["name"])} is not described`;
    report.add("SOURCE_DESCRIPTION_MISSING", at(fields, "description"), message, "say what system it is");
  }
  const tokenSecret = text(fields, "tokenSecret") ?? "";
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(tokenSecret)) {
    // Not shown: somebody may have entered the token itself
    const message = "the value is not a secret's name; names are kebab-case and begin with a letter";
    report.add(
      "SOURCE_TOKEN_SECRET",
      at(fields, "tokenSecret"),
      message,
      "name the secret that holds the bearer token, not the token",
    );
  }
  const tokenRotation = readRotation(report, fields);
  return { name, description, tokenSecret, ...(tokenRotation && { tokenRotation }) };
};

/** A secret has one rotation: each of two rotations would invalidate the token that the other one stored. */
const checkRotations = (report: Report, sources: readonly Source[]): void => {
  const rotated = new Map<string, string>();
  for (const [index, { name, tokenSecret, tokenRotation }] of sources.entries()) {
    if (tokenRotation === undefined) continue;
    const other = rotated.get(tokenSecret);
    if (other === undefined) rotated.set(tokenSecret, name);
    else {
      const message = `the secret "${tokenSecret}" is rotated by "${other}" already`;
      const fix = "keep it with the source that issues the token, or give each source a secret of its own";
      report.add("SOURCE_ROTATION_TWICE", ["sources", index, "tokenRotation"], message, fix);
    }
  }
};

/** Sources sorted by name, and their problems. */
export const readSources = (
  file: YamlFile,
): { readonly sources: readonly Source[]; readonly problems: readonly Problem[] } => {
  const report = reportOn(file);
  const root = fieldsOf(file.value, []);
  checkFields(report, root, ["sources"]);
  const entries = items(root, "sources");
  if (entries.length === 0) {
    report.add("SOURCE_LIST_MISSING", at(root, "sources"), "no source is described", "add a list of sources");
  }
  const sources = entries.map((entry) => readSource(report, entry));
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
  return { sources: [...sources].sort((left, right) => (left.name < right.name ? -1 : 1)), problems: report.problems };
};
