/** The part of DynamoDB that the ledger uses, in memory: evaluates expressions, and transactions are atomic. */
import { TransactionCanceledException, ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type DynamoDBDocumentClient,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";

type Item = Record<string, unknown>;
type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];
type Update = NonNullable<Action["Update"]>;
interface Condition {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

export interface MemoryTable {
  readonly items: Map<string, Item>;
  readonly client: DynamoDBDocumentClient;
}

const placeOf = (key: Item | undefined): string => `${String(key?.["pk"])}|${String(key?.["sk"])}`;
const nameOf = (name: string, given: Condition): string => given.ExpressionAttributeNames?.[name] ?? name;

const holdsAlone = (text: string, item: Item | undefined, given: Condition): boolean => {
  const absent = /^attribute_not_exists\((\S+)\)$/.exec(text);
  if (absent !== null) return item?.[nameOf(absent[1] ?? "", given)] === undefined;
  const one = /^(\S+) (?:= (\S+)|IN \((.+)\))$/.exec(text);
  if (one === null) throw new Error(`unknown condition: ${text}`);
  const values = (one[2] ?? one[3] ?? "").split(", ").map((name) => given.ExpressionAttributeValues?.[name]);
  return item !== undefined && values.includes(item[nameOf(one[1] ?? "", given)]);
};

/** A disjunction of conjunctions. */
const holds = (item: Item | undefined, given: Condition): boolean =>
  given.ConditionExpression === undefined ||
  given.ConditionExpression.split(" OR ").some((alternative) =>
    alternative
      .replace(/^\((.*)\)$/, "$1")
      .split(" AND ")
      .every((text) => holdsAlone(text, item, given)),
  );

const updated = (item: Item, update: Update): Item => {
  const result = { ...item };
  for (const clause of (update.UpdateExpression ?? "").split(/ (?=(?:SET|ADD|REMOVE) )/)) {
    const [verb, ...words] = clause.split(" ");
    for (const part of words.join(" ").split(", ")) {
      const [name = "", ...rest] = part.split(" ");
      const value = update.ExpressionAttributeValues?.[rest.at(-1) ?? ""] as unknown;
      const attribute = nameOf(name, update);
      if (verb === "SET") result[attribute] = value;
      else if (verb === "ADD") result[attribute] = Number(result[attribute] ?? 0) + Number(value);
      else if (verb === "REMOVE") Reflect.deleteProperty(result, attribute);
      else throw new Error(`unknown update: ${String(update.UpdateExpression)}`);
    }
  }
  return result;
};

const transactionLimit = 100;

export const memoryTable = (): MemoryTable => {
  const items = new Map<string, Item>();
  const transact = (actions: readonly Action[]): void => {
    if (actions.length > transactionLimit) throw new Error(`${actions.length} items in a transaction`);
    const targets = actions.map(({ Put, Update: update }) => {
      const given = Put ?? update;
      if (given === undefined) throw new Error("unknown action");
      return { place: placeOf(Put?.Item ?? update?.Key), given: given };
    });
    const places = new Set(targets.map(({ place }) => place));
    if (places.size < targets.length) throw new Error("an item twice in a transaction");
    const failed = targets.map(({ place, given }) => !holds(items.get(place), given));
    if (failed.includes(true)) {
      throw new TransactionCanceledException({
        message: "canceled",
        $metadata: {},
        CancellationReasons: failed.map((is) => ({ Code: is ? "ConditionalCheckFailed" : "None" })),
      });
    }
    for (const { Put, Update: update } of actions) {
      if (Put?.Item !== undefined) items.set(placeOf(Put.Item), { ...Put.Item });
      if (update !== undefined) {
        const place = placeOf(update.Key);
        items.set(place, updated({ ...update.Key, ...items.get(place) }, update));
      }
    }
  };
  const query = (command: QueryCommand): Item[] => {
    const { ":pk": pk, ":sk": sk = "" } = command.input.ExpressionAttributeValues ?? {};
    return [...items.values()].filter((item) => item["pk"] === pk && String(item["sk"]).startsWith(String(sk)));
  };
  const answer = (command: unknown): object => {
    if (command instanceof GetCommand) return { Item: items.get(placeOf(command.input.Key)) };
    if (command instanceof QueryCommand) return { Items: query(command) };
    if (command instanceof BatchGetCommand) {
      const wanted = Object.entries(command.input.RequestItems ?? {});
      const found = (keys: readonly Item[]): Item[] =>
        keys.map((key) => items.get(placeOf(key))).filter((item) => item !== undefined);
      return { Responses: Object.fromEntries(wanted.map(([table, { Keys }]) => [table, found(Keys ?? [])])) };
    }
    if (command instanceof TransactWriteCommand) {
      transact(command.input.TransactItems ?? []);
      return {};
    }
    if (command instanceof UpdateCommand || command instanceof PutCommand) {
      try {
        transact([command instanceof PutCommand ? { Put: command.input } : { Update: command.input as Update }]);
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        throw new ConditionalCheckFailedException({ message: "refused", $metadata: {} });
      }
      return {};
    }
    throw new Error("unknown command");
  };
  const send = (command: unknown): Promise<object> => Promise.resolve().then(() => answer(command));
  return { items, client: { send } as unknown as DynamoDBDocumentClient };
};
