/** A second evaluation of what a role's policies allow: the emulator's evaluator decides, this one checks it. Pure. */
import { covers, listed, matchesPattern } from "../../../model/policy-pattern.ts";

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Statements of each role, by the part that it is named after. */
export type Roles = Readonly<Record<string, readonly Statement[]>>;

/** A decision about a call, as the emulator counts them. */
export interface Call {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** Names in lower case. */
  readonly context: Readonly<Record<string, string>>;
  readonly allowed: boolean;
  readonly origin: string;
  readonly count: number;
}

const operators: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => matchesPattern(wanted, actual),
  ArnEquals: (actual, wanted) => matchesPattern(wanted, actual),
  ArnLike: (actual, wanted) => matchesPattern(wanted, actual),
  Bool: (actual, wanted) => actual === wanted,
};

const holds = ({ Condition: conditions = {} }: Statement, context: Call["context"]): boolean =>
  Object.entries(conditions).every(([operator, keys]) => {
    const compare = operators[operator];
    if (compare === undefined) throw new Error(`the condition operator ${operator} is not understood; add it here`);
    return Object.entries(keys).every(([key, wanted]) => {
      const actual = context[key.toLowerCase()];
      return actual !== undefined && listed(wanted).some((value) => compare(actual, value));
    });
  });

const isAbout = (statement: Statement, { action, resource, context }: Call): boolean =>
  listed(statement.Action).some((pattern) => covers(pattern, action)) &&
  listed(statement.Resource).some((pattern) => matchesPattern(pattern, resource)) &&
  holds(statement, context);

/** Whether the statements allow the role to make the call. Ignores resource policies. */
export const allows = (statements: readonly Statement[], call: Call): boolean =>
  statements.some((statement) => statement.Effect === "Allow" && isAbout(statement, call)) &&
  !statements.some((statement) => statement.Effect === "Deny" && isAbout(statement, call));

/** Whether the call uses an action of the statement. */
export const uses = (statement: Statement, action: string, call: Call): boolean =>
  covers(action, call.action) && isAbout({ ...statement, Action: action }, call);
