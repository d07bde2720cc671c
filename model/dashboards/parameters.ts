/** Parameter values from the address bar. Pure. */
import type { Problem } from "../validation/problem.ts";
import type { Dashboard, Parameter } from "./definition.ts";

export type Value =
  | { readonly kind: "date range"; readonly from?: string; readonly to?: string }
  | { readonly kind: "select"; readonly value?: string }
  | { readonly kind: "multi select"; readonly values: readonly string[] }
  | { readonly kind: "text"; readonly value?: string }
  | { readonly kind: "column"; readonly value: string };

/** Keyed by parameter name; every parameter of the dashboard has a value. */
export type Values = ReadonlyMap<string, Value>;

const mostCharacters = 200;
const mostValues = 100;

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
};

const defaultOf = (parameter: Parameter): Value => {
  switch (parameter.kind) {
    case "date range":
      return { kind: "date range", ...parameter.default };
    case "multi select":
      return { kind: "multi select", values: parameter.default ?? [] };
    case "column":
      return { kind: "column", value: parameter.default };
    case "select":
    case "text":
      return { kind: parameter.kind, ...(parameter.default !== undefined && { value: parameter.default }) };
  }
};

const listed = (parameter: Parameter): readonly string[] | undefined => {
  if (parameter.kind === "column") return parameter.values.map(({ value }) => value);
  return "options" in parameter ? parameter.options.values?.map(({ value }) => value) : undefined;
};

type Fault = (message: string, fix: string) => Value | undefined;

/** An empty value selects everything, regardless of the default. */
const rangeOf = (given: string, fault: Fault): Value | undefined => {
  const [from = "", to = "", ...more] = given.split("..");
  const isRange = given === "" || (more.length === 0 && given.includes(".."));
  if (!isRange || ![from, to].every((day) => day === "" || isDay(day))) {
    return fault(`${JSON.stringify(given)} is not a date range`, "write it like 2026-03-01..2026-03-31");
  }
  if (from !== "" && to !== "" && from > to) return fault(`${from} is after ${to}`, "swap the two days");
  return { kind: "date range", ...(from !== "" && { from }), ...(to !== "" && { to }) };
};

const valueOf = (parameter: Parameter, given: readonly string[], fault: Fault): Value | undefined => {
  const [first = ""] = given;
  if (given.length > (parameter.kind === "multi select" ? mostValues : 1)) {
    return fault(`${given.length} values were given`, "choose fewer");
  }
  const long = given.find((value) => value.length > mostCharacters);
  if (long !== undefined) {
    return fault(`a value has ${long.length} characters`, `write at most ${mostCharacters}`);
  }
  if (parameter.kind === "date range") return rangeOf(first, fault);
  const known = listed(parameter);
  const chosen = given.filter((value) => value !== "");
  const stray = chosen.find((value) => known?.includes(value) === false);
  if (stray !== undefined) {
    return fault(
      `${JSON.stringify(stray)} can't be chosen; allowed values are ${known?.join(", ") ?? ""}`,
      "choose one of them",
    );
  }
  if (parameter.kind === "multi select") return { kind: "multi select", values: [...new Set(chosen)].sort() };
  if (parameter.kind === "column") return { kind: "column", value: first === "" ? parameter.default : first };
  return { kind: parameter.kind, ...(first !== "" && { value: first }) };
};

/** @returns the values, with defaults for those that can't be read, and a problem for each of these */
export const readValues = (
  { parameters = [] }: Dashboard,
  search: URLSearchParams,
): { readonly values: Values; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const values = new Map<string, Value>();
  for (const parameter of parameters) {
    const fault: Fault = (message, fix) => {
      problems.push({ code: "PARAMETER_VALUE", place: parameter.title, message, fix });
      return undefined;
    };
    const given = search.getAll(parameter.name);
    const value = given.length === 0 ? undefined : valueOf(parameter, given, fault);
    values.set(parameter.name, value ?? defaultOf(parameter));
  }
  return { values, problems };
};
