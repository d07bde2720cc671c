import { ProblemsError, type Problem } from "../model/problem.ts";
import { analyseStatement } from "./statement.ts";
import type { View } from "./view.ts";

const headerKeys = ["name", "description", "owner"] as const;
type HeaderKey = (typeof headerKeys)[number];

interface Header {
  readonly values: ReadonlyMap<string, { readonly value: string; readonly line: number }>;
  /** Lines that the header takes. */
  readonly length: number;
}

const headerLine = /^--\s*([A-Za-z_]+):\s*(.*?)\s*$/;
const viewName = /^[a-z][a-z0-9_]*_curated\.[a-z][a-z0-9_]*$/;

const readHeader = (lines: readonly string[]): Header => {
  const values = new Map<string, { value: string; line: number }>();
  let length = 0;
  for (const line of lines) {
    const [, key, value] = headerLine.exec(line) ?? [];
    if (key === undefined || value === undefined) break;
    length += 1;
    values.set(key, { value, line: length });
  }
  return { values, length };
};

const headerProblems = (file: string, { values }: Header): readonly Problem[] => {
  const missing = headerKeys
    .filter((key) => (values.get(key)?.value ?? "") === "")
    .map((key) => ({
      code: "VIEW_HEADER_MISSING",
      place: `${file}:1`,
      message: `"${key}" is missing from the header; a view begins with ${headerKeys.map((k) => `"-- ${k}: …"`).join(", ")}`,
      fix: `add a line "-- ${key}: …"`,
    }));
  const unknown = [...values]
    .filter(([key]) => !headerKeys.includes(key as HeaderKey))
    .map(([key, { line }]) => ({
      code: "VIEW_HEADER_UNKNOWN",
      place: `${file}:${line.toString()}`,
      message: `"${key}" is no key of the header; keys are ${headerKeys.join(", ")}`,
      fix: "correct the key, or put an empty line before an ordinary comment",
    }));
  const name = values.get("name");
  if (name === undefined || name.value === "" || viewName.test(name.value)) return [...missing, ...unknown];
  const invalid = {
    code: "VIEW_NAME_INVALID",
    place: `${file}:${name.line.toString()}`,
    message: `"${name.value}" is not a view's name; it is <source>_curated.<name> in lower snake case`,
    fix: "name the view e.g. flights_curated.busiest_routes",
  };
  return [...missing, ...unknown, invalid];
};

/**
 * Reads one view file.
 *
 * @param file the path to show in problems
 * @throws ProblemsError with everything that is wrong with the header and the statement
 */
export const parseViewFile = (file: string, text: string): View => {
  const lines = text.split(/\r?\n/);
  const header = readHeader(lines);
  const select = lines.slice(header.length).join("\n").trim().replace(/;$/, "").trimEnd();
  const firstLine = text.slice(0, text.indexOf(select)).split("\n").length;
  const statement = analyseStatement(select, { file, firstLine });
  const problems = [...headerProblems(file, header), ...statement.problems];
  if (problems.length > 0) throw new ProblemsError(file, problems);
  const value = (key: HeaderKey): string => header.values.get(key)?.value ?? "";
  return {
    name: value("name"),
    description: value("description"),
    owner: value("owner"),
    file,
    select,
    reads: statement.reads,
  };
};
