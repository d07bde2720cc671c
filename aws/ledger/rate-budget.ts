/** A source's rate, shared by all functions: one item of the ledger per source says when the next call may be made. */
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { rateItem, type RateItem } from "../../model/documents/ledger-items.ts";
import { readOrFault } from "../../model/documents/document-fault.ts";
import { Fault } from "../../model/fault.ts";
import { rateKey } from "../../model/ledger.ts";
import { takeTurn, type Rate, type Turn } from "../../model/rate.ts";
import { figure } from "../../model/wording.ts";
import type { Clock } from "../clock.ts";
import { retried, type RetryPolicy } from "../retry.ts";

/** Another function took a turn in the meantime. */
const conflict: RetryPolicy = {
  passes: (error) => error instanceof ConditionalCheckFailedException,
  backoff: { baseMs: 10, capMs: 500 },
  attempts: 50,
};

const exhausted = (
  place: string,
  rate: Rate,
  turn: Extract<Turn, { readonly state: "QUOTA_USED" }>,
  now: number,
): Fault =>
  new Fault(
    {
      code: "SOURCE_QUOTA_EXHAUSTED",
      place,
      message: `the ${figure(rate.perDay ?? 0)} calls that the source allows in a day are used up`,
      fix: "run the night again tomorrow, request more rows per call, or raise rate.perDay if the source allows it",
    },
    { retry: "later", retryAfterMs: turn.until - now },
  );

const tooLate = (place: string, turn: Extract<Turn, { readonly state: "TAKEN" }>, now: number): Fault =>
  new Fault(
    {
      code: "SOURCE_RATE_EXHAUSTED",
      place,
      message: `the source's rate allows the next call in ${Math.ceil((turn.at - now) / 1000)} s, which is too late`,
      fix: "nothing was written; the call will be made later",
    },
    { retry: "soon", retryAfterMs: turn.at - now },
  );

/**
 * Waits until a source's rate allows another call, and takes it.
 *
 * @returns a function of source, rate, the place that errors name, and the deadline in epoch milliseconds; it throws
 *   Fault SOURCE_RATE_EXHAUSTED, SOURCE_QUOTA_EXHAUSTED
 */
export const rateBudget =
  (client: DynamoDBDocumentClient, table: string, clock: Clock) =>
  async (source: string, rate: Rate, place: string, deadline: number): Promise<void> => {
    const key = { ...rateKey(source) };
    const kind = { name: "source's rate", code: "LEDGER_UNREADABLE", fix: "deploy the stack again", schema: rateItem };

    const take = async (): Promise<Turn> => {
      const answer = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
      const before: RateItem | undefined =
        answer.Item === undefined ? undefined : readOrFault(kind, answer.Item, `rate of source ${source}`, "never");
      const now = clock.now();
      const turn = takeTurn(before, rate, now);
      if (turn.state === "QUOTA_USED" || turn.at > deadline) return turn;
      const put = {
        TableName: table,
        Item: { ...key, ...turn.after },
        ...(before === undefined
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "nextAt = :nextAt AND used = :used",
              ExpressionAttributeValues: { ":nextAt": before.nextAt, ":used": before.used },
            }),
      };
      await client.send(new PutCommand(put));
      return turn;
    };

    const turn = await retried(take, clock, conflict);
    const now = clock.now();
    if (turn.state === "QUOTA_USED") throw exhausted(place, rate, turn, now);
    if (turn.at > deadline) throw tooLate(place, turn, now);
    if (turn.at > now) await clock.sleep(turn.at - now);
  };
