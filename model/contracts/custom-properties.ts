/** Our own settings, for which ODCS has no field: custom properties whose names start with `lakehouse`. */
import { at, items, text, type Fields } from "./fields.ts";
import type { Report } from "./report.ts";
import { found } from "../validation/found.ts";
import { nearest, writeNearest } from "../validation/suggestion.ts";
import type { Path } from "../validation/path.ts";

export interface Setting {
  readonly value: unknown;
  /** Path of the value, or of the list of custom properties if the setting is absent. */
  readonly path: Path;
}

export type Settings<Name extends string> = Readonly<Record<Name, Setting>>;

/** Marks what `contracts infer` guessed, as text or a list of texts, until somebody has confirmed or corrected it. */
export const guessMark = "lakehouseGuessed";

const reportGuesses = (report: Report, entry: Fields): void => {
  const { value } = entry.raw;
  const path = at(entry, "value");
  const guesses = Array.isArray(value)
    ? value.map((guess: unknown, index) => ({ guess, place: [...path, index] }))
    : [{ guess: value, place: path }];
  for (const { guess, place } of guesses) {
    const message = `a guess has to be confirmed: ${typeof guess === "string" ? guess : found(guess)}`;
    report.add("CONTRACT_GUESSED", place, message, "correct it if it is wrong, and remove this mark");
  }
};

/** Settings of a contract or column by name. Other tools' custom properties are ignored. */
export const readSettings = <Name extends string>(
  report: Report,
  owner: Fields,
  names: readonly Name[],
): Settings<Name> => {
  const settings = new Map<string, Setting>();
  for (const entry of items(owner, "customProperties")) {
    const name = text(entry, "property");
    if (name === guessMark) {
      reportGuesses(report, entry);
      continue;
    }
    const meant = name === undefined ? undefined : names.find((known) => known === nearest(name, names));
    if (name === undefined || (meant === undefined && !/^lakehouse/i.test(name))) continue;
    if (!names.some((known) => known === name)) {
      const message = `"${name}" is not a setting here; settings are ${names.join(", ")}`;
      const fix = writeNearest(name, names, "remove it, or move it to where it belongs");
      report.add("CONTRACT_PROPERTY_UNKNOWN", at(entry, "property"), message, fix);
      // Treat it as the intended name, so that a misspelled setting isn't also reported as missing.
      if (meant !== undefined && !settings.has(meant))
        settings.set(meant, { value: entry.raw["value"], path: at(entry, "value") });
    } else if (settings.has(name)) {
      const message = `"${name}" is set a second time`;
      report.add("CONTRACT_PROPERTY_DUPLICATE", at(entry, "property"), message, "keep one of the two");
    } else settings.set(name, { value: entry.raw["value"], path: at(entry, "value") });
  }
  const absent: Setting = { value: undefined, path: at(owner, "customProperties") };
  return Object.fromEntries(names.map((name) => [name, settings.get(name) ?? absent])) as Settings<Name>;
};
