/** Where a stack is, and the names that follow from it: known before anything is created. */
import type { Source } from "../model/documents/contract-bundle.ts";

export interface Place {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** `<project>-<stack>`; begins every name that is unique per account. */
  readonly prefix: string;
}

/** ARN of something in the stack's account and region. */
export const arn = (place: Place, service: string, resource: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;

/** Queues of a stack: of pages, and of what failed every time. */
export type QueueName = "pages" | DeadLetters;
export type DeadLetters = "pages-dead" | "starts-dead" | "mails-dead";

export const queueName = ({ prefix }: Place, queue: QueueName): string => `${prefix}-${queue}`;

/** Of the nights. */
export const stateMachineName = ({ prefix }: Place): string => `${prefix}-nightly`;

/** By name and not by output: functions that resume the machine are made before it. */
export const stateMachineArn = (place: Place): string =>
  arn(place, "states", `stateMachine:${stateMachineName(place)}`);

/** Beginning of every crawler's name; the source's name follows. */
export const crawlerPrefix = ({ prefix }: Place): string => `${prefix}-crawl-`;

export const crawlerName = (place: Place, source: string): string => `${crawlerPrefix(place)}${source}`;

/** By name and not by output: who starts and reads them may be made before them. */
export const crawlerArns = (place: Place, sources: readonly Source[]): string[] =>
  sources.map(({ name }) => arn(place, "glue", `crawler/${crawlerName(place, name)}`));
