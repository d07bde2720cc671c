import {
  AddLFTagsToResourceCommand,
  EntityNotFoundException,
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  RemoveLFTagsFromResourceCommand,
  type LakeFormationClient,
  type LFTagError,
  type Resource,
} from "@aws-sdk/client-lakeformation";
import { Fault } from "../../model/fault.ts";
import { listed } from "../../model/wording.ts";
import type { Clock } from "../clock.ts";
import { retriedChange } from "./retried-change.ts";
import { toPairs, toTags } from "./tags.ts";

/** Tags by key, including those that are not ours. */
export type AssignedTags = Readonly<Record<string, string>>;

/** Tags attached to a table and its columns themselves, without inherited ones. */
export interface TableTags {
  readonly table: AssignedTags;
  readonly columns: Readonly<Record<string, AssignedTags>>;
}

/** A database, one of its tables, or some of its columns. */
export interface Tagged {
  readonly database: string;
  readonly table?: string;
  readonly columns?: readonly string[];
}

/** Lake Formation tags. Reads return the tags attached to the resource itself, without inherited ones. */
export interface TagStore {
  /** Allowed values of a tag; empty if there is no such tag. */
  readonly valuesOf: (key: string) => Promise<readonly string[]>;
  /** `undefined` if there is no such database. */
  readonly ofDatabase: (name: string) => Promise<AssignedTags | undefined>;
  /** `undefined` if there is no such table: applying SQL may have dropped it in the meantime. */
  readonly ofTable: (database: string, table: string) => Promise<TableTags | undefined>;
  /** @throws Fault TAGGING_FAILED if the response reports a failure although the call succeeded */
  readonly add: (resource: Tagged, tags: AssignedTags) => Promise<void>;
  /** @throws Fault TAGGING_FAILED as above */
  readonly remove: (resource: Tagged, tags: AssignedTags) => Promise<void>;
}

const resourceOf = ({ database, table, columns }: Tagged): Resource => {
  if (table === undefined) return { Database: { Name: database } };
  if (columns === undefined) return { Table: { DatabaseName: database, Name: table } };
  return { TableWithColumns: { DatabaseName: database, Name: table, ColumnNames: [...columns] } };
};

const placeOf = ({ database, table, columns }: Tagged): string =>
  [database, table, columns && `(${listed(columns)})`].filter((part) => part !== undefined).join(".");

const refuseFailures = (resource: Tagged, failures: readonly LFTagError[] = []): void => {
  if (failures.length === 0) return;
  const reasons = failures.map(
    ({ LFTag: tag, Error: error }) =>
      `${tag?.TagKey ?? "?"}=${tag?.TagValues?.join("|") ?? "?"}: ${error?.ErrorMessage ?? error?.ErrorCode ?? "no reason"}`,
  );
  const problem = {
    code: "TAGGING_FAILED",
    place: placeOf(resource),
    message: listed(reasons),
    fix: "deploy the stack again; it makes the tags and the function an administrator",
  };
  throw new Fault(problem, { retry: "later" });
};

const unlessMissing = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof EntityNotFoundException) return undefined;
    throw error;
  }
};

export const tagStore = (client: LakeFormationClient, clock: Clock): TagStore => {
  const read = (resource: Resource) =>
    client.send(new GetResourceLFTagsCommand({ Resource: resource, ShowAssignedLFTags: true }));
  return {
    valuesOf: async (key) =>
      (await unlessMissing(() => client.send(new GetLFTagCommand({ TagKey: key }))))?.TagValues ?? [],
    ofDatabase: async (name) => {
      const answer = await unlessMissing(() => read(resourceOf({ database: name })));
      return answer && toTags(answer.LFTagOnDatabase);
    },
    ofTable: async (database, table) => {
      const answer = await unlessMissing(() => read(resourceOf({ database, table })));
      if (answer === undefined) return undefined;
      const columns = (answer.LFTagsOnColumns ?? []).map(({ Name: name = "", LFTags: pairs }) => [name, toTags(pairs)]);
      return { table: toTags(answer.LFTagsOnTable), columns: Object.fromEntries(columns) as TableTags["columns"] };
    },
    add: async (resource, tags) => {
      const request = { Resource: resourceOf(resource), LFTags: toPairs(tags) };
      const answer = await retriedChange(() => client.send(new AddLFTagsToResourceCommand(request)), clock);
      refuseFailures(resource, answer.Failures);
    },
    remove: async (resource, tags) => {
      const request = { Resource: resourceOf(resource), LFTags: toPairs(tags) };
      const answer = await retriedChange(() => client.send(new RemoveLFTagsFromResourceCommand(request)), clock);
      refuseFailures(resource, answer.Failures);
    },
  };
};
