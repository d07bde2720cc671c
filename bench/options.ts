import { UsageError } from "../cli/answer.ts";
import { wholeNumber } from "../cli/demo/size.ts";
import { defaultMissionRows } from "../cli/demo/profiles.ts";
import { smallTables } from "../sandbox/source/scale.ts";
import type { SmallDatasets } from "./scale/contracts.ts";

/** Options as commander parses them. */
export interface GivenOptions {
  readonly rows: string;
  readonly repeat: string;
  readonly datasets: string;
  readonly groups: string;
  readonly source?: string;
  readonly tokenEnv?: string;
}

export interface BenchOptions {
  /** Rows of the big tables. */
  readonly rows: number;
  /** How often each measurement is repeated. */
  readonly repeat: number;
  readonly small: SmallDatasets;
  /** A source of the mission's tables other than the demo source. */
  readonly source?: { readonly url: string; readonly token: string };
}

export const defaults = { rows: defaultMissionRows.toString(), repeat: "1", datasets: "1000", groups: "10" } as const;

const mostRows = 10_000_000;
/** The flights change on seven days, and each repetition uses one. */
const mostRepeats = 7;

const otherSource = (
  { source, tokenEnv }: GivenOptions,
  environment: NodeJS.ProcessEnv,
): Pick<BenchOptions, "source"> => {
  if (source === undefined) return {};
  const token = tokenEnv === undefined ? "anonymous" : environment[tokenEnv];
  if (token !== undefined && token !== "") return { source: { url: source, token } };
  const message = `the environment has no variable ${tokenEnv ?? ""}`;
  throw new UsageError({ code: "TOKEN_MISSING", place: "--token-env", message, fix: "export it, or name another" });
};

/**
 * Reads the command line's options. Pure.
 *
 * @throws UsageError OPTION_INVALID, TOKEN_MISSING
 */
export const readOptions = (given: GivenOptions, environment: NodeJS.ProcessEnv): BenchOptions => {
  const datasets = wholeNumber("--datasets", given.datasets, smallTables);
  return {
    rows: wholeNumber("--rows", given.rows, mostRows),
    repeat: wholeNumber("--repeat", given.repeat, mostRepeats),
    small: { datasets, groups: wholeNumber("--groups", given.groups, datasets) },
    ...otherSource(given, environment),
  };
};

/**
 * The named scenarios, in their defined order; the default ones if none is named. Pure.
 *
 * @throws UsageError SCENARIO_UNKNOWN with one problem per name
 */
export const chooseScenarios = <Scenario extends { readonly name: string; readonly isDefault: boolean }>(
  names: readonly string[],
  known: readonly Scenario[],
): readonly Scenario[] => {
  const unknown = names.filter((name) => !known.some((scenario) => scenario.name === name));
  if (unknown.length > 0) {
    const fix = `name some of ${known.map(({ name }) => name).join(", ")}`;
    throw new UsageError(
      ...unknown.map((name) => ({
        code: "SCENARIO_UNKNOWN",
        place: "<scenario>",
        message: `"${name}" is not a scenario`,
        fix,
      })),
    );
  }
  return known.filter(({ name, isDefault }) => (names.length === 0 ? isDefault : names.includes(name)));
};
