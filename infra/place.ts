/** Where a stack is, and the names that follow from it, known before anything is created. */
import type { Source } from "../model/documents/contract-bundle.ts";

export interface Place {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** `<project>-<stack>`; the prefix of every name that is unique per account. */
  readonly prefix: string;
}

/** ARN of a resource in the stack's account and region. */
export const arn = (place: Place, service: string, resource: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;

/** A stack's queues: pages and dead letters. */
export type QueueName = "pages" | DeadLetters;
export type DeadLetters = "pages-dead" | "starts-dead" | "mails-dead";

export const queueName = ({ prefix }: Place, queue: QueueName): string => `${prefix}-${queue}`;

/** The nights' state machine. */
export const stateMachineName = ({ prefix }: Place): string => `${prefix}-nightly`;

/** By name, not by output: functions that resume the machine are created before it. */
export const stateMachineArn = (place: Place): string =>
  arn(place, "states", `stateMachine:${stateMachineName(place)}`);

/** Prefix of every crawler's name; the source's name follows. */
export const crawlerPrefix = ({ prefix }: Place): string => `${prefix}-crawl-`;

export const crawlerName = (place: Place, source: string): string => `${crawlerPrefix(place)}${source}`;

/** By name, not by output: roles that start and read them may be created before them. */
export const crawlerArns = (place: Place, sources: readonly Source[]): string[] =>
  sources.map(({ name }) => arn(place, "glue", `crawler/${crawlerName(place, name)}`));
