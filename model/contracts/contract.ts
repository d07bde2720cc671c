/** One contract file: everything that can be checked without the others. */
import type { Dataset, Tolerance } from "../documents/contract-bundle.ts";
import { readColumns, resolveColumn } from "./columns.ts";
import { readSettings, type Settings } from "./custom-properties.ts";
import type { ContractKind, KindRequest } from "./source-kind.ts";
import type { SourceDraft } from "./sources.ts";
import { extractionSettings, readIngestion, type Ingestion } from "./extraction.ts";
import { at, fieldsOf, items } from "./fields.ts";
import { readIdentity, type Identity } from "./identity.ts";
import { readPartitions, readPrimaryKey } from "./keys.ts";
import { nightlySettings, readNightly, type Nightly } from "./nightly.ts";
import { checkStandard } from "./odcs-schema.ts";
import { reportOn, type Report } from "./report.ts";
import { readTolerance, toleranceSettings } from "./tolerance.ts";
import type { YamlFile } from "../validation/yaml-file.ts";

type Parts = Pick<Dataset, "columns" | "primaryKey" | "partitions">;

/** A contract as far as it could be read. */
export interface Draft {
  readonly file: YamlFile;
  readonly report: Report<string>;
  readonly identity: Identity;
  readonly ingestion: Ingestion;
  readonly nightly: Nightly;
  readonly tolerance: Tolerance;
  /** What it reads from its source; `undefined` if that has a problem. */
  readonly read: KindRequest | undefined;
  readonly parts: Parts;
}

/** The dataset of a contract without problems. */
export const datasetOf = ({ file, identity, ingestion, nightly, tolerance, parts }: Draft): Dataset => {
  const { id, source, name, version, description, owner } = identity;
  const { extraction, writeMode, updatedAtColumn, uniqueDays } = ingestion;
  const { rawRetentionDays, freshnessHours, schedule } = nightly;
  const isWhole = id !== undefined && source !== undefined && name !== undefined && schedule.group !== undefined;
  const isPromised = rawRetentionDays !== undefined && freshnessHours !== undefined;
  if (!isWhole || !extraction || !writeMode || !isPromised) {
    throw new Error(`${file.file} passed every rule but lacks a part: a rule is missing`);
  }
  return {
    id,
    source,
    name,
    version,
    description,
    owner,
    columns: parts.columns,
    primaryKey: parts.primaryKey,
    writeMode,
    ...(updatedAtColumn === undefined ? {} : { updatedAtColumn }),
    ...(uniqueDays === undefined ? {} : { uniqueDays }),
    partitions: parts.partitions,
    extraction,
    group: schedule.group,
    rawRetentionDays,
    freshnessHours,
    tolerance,
  };
};

/** The settings of a source's kind; of a source that isn't known, those of the first kind. */
const kindOf = (sources: readonly SourceDraft[], name: string | undefined, kinds: readonly ContractKind[]) => {
  const source = sources.find((one) => one.name === name);
  return { settings: source?.settings, kind: source?.kind ?? kinds[0] };
};

/** Reads a contract; its problems are in `report`. `sources` are the allowed domains. */
export const readContract = (
  file: YamlFile,
  sources: readonly SourceDraft[],
  kinds: readonly ContractKind[],
): Draft => {
  const report = reportOn(file);
  const contract = fieldsOf(file.value, []);
  const identity = readIdentity(
    report,
    contract,
    file.file,
    sources.map(({ name }) => name),
  );
  const object = items(contract, "schema")[0] ?? fieldsOf(undefined, ["schema", 0]);
  const { kind, settings: ofSource } = kindOf(sources, identity.source, kinds);
  const own = [...extractionSettings, ...nightlySettings, ...toleranceSettings];
  const settings = readSettings<string>(report, contract, [...(kind?.settings ?? []), ...own]) as Settings<string> &
    Settings<(typeof own)[number]>;
  const read = kind?.readRequest(report, settings, ofSource);
  const columns = readColumns(report, object, read?.format.type !== "csv");
  const primaryKey = readPrimaryKey(report, columns, at(object, "properties"));
  const partitions = readPartitions(report, columns);
  const ingestion = readIngestion(report, settings, columns, read);
  const nightly = readNightly(report, contract, settings);
  const tolerance = readTolerance(report, settings, {
    writeMode: ingestion.writeMode,
    hasWindow: ingestion.extraction?.windowColumn !== undefined,
  });
  checkStandard(report, file);
  const resolved = columns.map(resolveColumn).filter((column) => column !== undefined);
  return {
    file,
    report,
    identity,
    ingestion,
    nightly,
    tolerance,
    read,
    parts: { columns: resolved, primaryKey, partitions },
  };
};
