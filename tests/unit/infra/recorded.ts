import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { recordResources } from "../../../infra/in-process/record.ts";
import { readSettings, readStackConfig } from "../../../infra/in-process/stack-config.ts";
import { personas } from "../../../model/governance/principals.ts";

export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly parent: string | null;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: Readonly<Record<string, string | readonly string[]>>;
  readonly Action: readonly string[] | string;
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Statements of a policy document. */
export const statementsOf = (json: unknown): readonly PolicyStatement[] =>
  (JSON.parse(String(json)) as { Statement: PolicyStatement[] }).Statement;

const root = join(import.meta.dirname, "..", "..", "..");

/** Runs the command that prints the program's resources: for tests of its output and exit code. */
export const runResources = (...args: string[]): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)(process.execPath, ["--import", "tsx", "infra/resources.ts", ...args], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });

/** Settings to check the resources with: both networks, with and without Redshift and QuickSight, and every stack. */
export const variants: readonly Variant[] = [
  { title: "dev", stack: "dev", network: "public", options: [] },
  {
    title: "dev with Redshift",
    stack: "dev",
    network: "public",
    options: ['lakehouse:redshift={"enabled":true}'],
  },
  {
    title: "dev with QuickSight",
    stack: "dev",
    network: "public",
    options: [
      'lakehouse:quicksight={"enabled":true,"mode":"spice","groups":{"analyst":["analysts"]},"authors":{"analyst":["authors"]}}',
    ],
  },
  { title: "dev in a private network", stack: "dev", network: "private", options: ["lakehouse:network=private"] },
  {
    title: "dev with mails in a private network",
    stack: "dev",
    network: "private",
    options: [
      "lakehouse:network=private",
      'lakehouse:mails={"from":"lakehouse@example.com","to":{"operations":["operator@example.com"]}}',
    ],
  },
  { title: "prod", stack: "prod", network: "private", options: [] },
];

export interface Variant {
  readonly title: string;
  readonly stack: string;
  readonly network: "public" | "private";
  /** Values of `--config`. */
  readonly options: readonly string[];
}

let last: Promise<unknown> = Promise.resolve();

/** Runs programs in this process, in sequence: loading Pulumi takes longer than running a program. */
export const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
};

const recorded = new Map<string, Promise<Recorded[]>>();

/**
 * Every resource that the program registers for a stack with these settings, as the command prints them; recorded once
 * per test run.
 */
export const recordedWith = (stack: string, options: readonly string[]): Promise<Recorded[]> => {
  const key = JSON.stringify([stack, options]);
  const found =
    recorded.get(key) ??
    inTurn(async () => {
      const config = { ...readStackConfig(root, stack), ...readSettings(options) };
      return JSON.parse(JSON.stringify(await recordResources(root, stack, config))) as Recorded[];
    });
  recorded.set(key, found);
  return found;
};

/** As in a stack that people work with: the repository's own stacks start without principals. */
const oneOfEachPersona = `lakehouse:principals=${JSON.stringify(
  Object.fromEntries(
    personas.map((persona) => [persona, { persona, role: `arn:aws:iam::123456789012:role/${persona}` }]),
  ),
)}`;

/** The resources of a stack with a principal of each persona. */
export const recordedResources = (stack = "dev", options: readonly string[] = []): Promise<Recorded[]> =>
  recordedWith(stack, [oneOfEachPersona, ...options]);

/** The resources of a type. */
export const resourcesOf = (all: readonly Recorded[], type: string): Recorded[] =>
  all.filter((resource) => resource.type === type);

/** The inputs of one resource, which must exist. */
export const inputsOf = (all: readonly Recorded[], type: string, name: string): Recorded["inputs"] => {
  const found = all.find((resource) => resource.type === type && resource.name === name);
  expect(found, `${type} ${name}`).to.not.equal(undefined);
  return found?.inputs ?? {};
};
