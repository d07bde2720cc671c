/** Rules across contracts. */
import type { Schedule } from "../documents/contract-bundle.ts";
import { datasetsPerGroup } from "../ledger.ts";
import { found } from "../validation/found.ts";
import type { Draft } from "./contract.ts";

const firstBy = <K>(drafts: readonly Draft[], keyOf: (draft: Draft) => K | undefined): Map<K, Draft> => {
  const first = new Map<K, Draft>();
  for (const draft of drafts) {
    const key = keyOf(draft);
    if (key !== undefined && !first.has(key)) first.set(key, draft);
  }
  return first;
};

const checkIds = (drafts: readonly Draft[]): void => {
  const first = firstBy(drafts, (draft) => draft.identity.id);
  for (const { identity, file, report } of drafts) {
    const other = identity.id === undefined ? undefined : first.get(identity.id);
    if (other && other.file !== file) {
      const message = `${found(identity.id)} is already the id of ${other.file.file}`;
      report.add("CONTRACT_ID_DUPLICATE", ["id"], message, "give each contract an id of its own");
    }
  }
};

const checkReads = (drafts: readonly Draft[]): void => {
  const keyOf = ({ identity, read }: Draft): string | undefined => read && `${identity.source ?? ""} ${read.reads}`;
  const first = firstBy(drafts, keyOf);
  for (const draft of drafts) {
    const other = first.get(keyOf(draft) ?? "");
    if (draft.read && other && other !== draft) {
      const message = `${found(draft.read.reads)} is already read by ${other.file.file}, so its records would exist twice`;
      draft.report.add(
        "CONTRACT_PATH_DUPLICATE",
        draft.read.readsPath,
        message,
        "correct the path, or drop one of the contracts",
      );
    }
  }
};

const rhythmOf = ({ expression, weeks }: Partial<Schedule>): string | undefined =>
  expression === undefined || weeks === undefined
    ? expression
    : `${expression} every ${weeks.every} weeks from ${weeks.firstRun}`;

/** A group runs as one execution per night, so its contracts must agree on the schedule. */
const checkGroups = (drafts: readonly Draft[]): void => {
  const first = firstBy(drafts, (draft) => draft.nightly.schedule.group);
  for (const { file, report, nightly } of drafts) {
    const { group, timeZone } = nightly.schedule;
    const other = group === undefined ? undefined : first.get(group);
    if (group === undefined || !other || other.file === file) continue;
    const expected = other.nightly.schedule;
    const differs = (mine: string | undefined, theirs: string | undefined): boolean =>
      mine !== undefined && theirs !== undefined && mine !== theirs;
    const message = (mine: unknown, theirs: unknown): string =>
      `${found(mine)} differs from ${found(theirs)} in ${other.file.file}; the group "${group}" runs as one night`;
    const fix = "write the same in all contracts of the group, or choose another group";
    const [mine, theirs] = [rhythmOf(nightly.schedule), rhythmOf(expected)];
    if (differs(mine, theirs)) {
      report.add("CONTRACT_GROUP_SCHEDULE", nightly.schedulePath, message(mine, theirs), fix);
    }
    if (differs(timeZone, expected.timeZone)) {
      report.add("CONTRACT_GROUP_TIME_ZONE", nightly.timeZonePath, message(timeZone, expected.timeZone), fix);
    }
  }
};

const checkGroupSizes = (drafts: readonly Draft[]): void => {
  const sizes = new Map<string, number>();
  for (const { nightly } of drafts) {
    const { group } = nightly.schedule;
    if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  for (const [group, size] of sizes) {
    if (size <= datasetsPerGroup) continue;
    // Reported once, at the contract that exceeds the limit.
    const draft = drafts.filter(({ nightly }) => nightly.schedule.group === group)[datasetsPerGroup];
    const message = `the group "${group}" has ${size} datasets; a run carries ${datasetsPerGroup}`;
    const over = (size - datasetsPerGroup).toString();
    draft?.report.add("CONTRACT_GROUP_TOO_LARGE", draft.nightly.groupPath, message, `move ${over} to another group`);
  }
};

/** Adds problems between contracts to the report of the later one, in the order given. */
export const checkAcross = (drafts: readonly Draft[]): void => {
  checkIds(drafts);
  checkReads(drafts);
  checkGroups(drafts);
  checkGroupSizes(drafts);
};

/** One schedule per group, sorted by name; checked contracts agree on it. */
export const schedulesOf = (drafts: readonly Draft[]): readonly Schedule[] => {
  const schedules = new Map<string, Schedule>();
  for (const { group, expression, timeZone, weeks } of drafts.map((draft) => draft.nightly.schedule)) {
    if (group === undefined || expression === undefined || timeZone === undefined) continue;
    schedules.set(group, { group, expression, timeZone, ...(weeks && { weeks }) });
  }
  return [...schedules.values()].sort((left, right) => (left.group < right.group ? -1 : 1));
};
