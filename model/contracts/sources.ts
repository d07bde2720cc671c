/** Settings that the contracts of a source share: the file `sources.yaml` beside them. */
import type { Source } from "../dataset.ts";
import type { Problem } from "../problem.ts";
import { at, fieldsOf, found, items, text, type Fields } from "./fields.ts";
import { groupPattern } from "./naming.ts";
import { reportOn, type Report } from "./report.ts";
import { writeNearest } from "./suggestion.ts";
import type { YamlFile } from "./yaml-file.ts";

const sourceFields = ["name", "description", "tokenSecret"] as const;

const checkFields = (report: Report, fields: Fields, allowed: readonly string[]): void => {
  for (const name of Object.keys(fields.raw).filter((key) => !allowed.includes(key))) {
    const message = `"${name}" is not a field here; fields are ${allowed.join(", ")}`;
    report.add("SOURCE_FIELD_UNKNOWN", at(fields, name), message, writeNearest(name, allowed, "take it out"));
  }
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
    // Not shown: somebody may have written the token itself
    const message = "the value is not a secret's name; names are kebab-case and begin with a letter";
    report.add(
      "SOURCE_TOKEN_SECRET",
      at(fields, "tokenSecret"),
      message,
      "name the secret that holds the bearer token, not the token",
    );
  }
  return { name, description, tokenSecret };
};

/** Sources in the order of their names, and what is wrong with them. */
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
  return { sources: [...sources].sort((left, right) => (left.name < right.name ? -1 : 1)), problems: report.problems };
};
