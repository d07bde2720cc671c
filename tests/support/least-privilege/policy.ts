/** What a role's policies allow, read a second time: the emulator's evaluator decides, this one checks it. Pure. */

export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

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

export const listed = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** `*` is any text and `?` any character; everything else is itself. */
const matches = (pattern: string, text: string): boolean => {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`).test(text);
};

const operators: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => matches(wanted, actual),
  ArnEquals: (actual, wanted) => matches(wanted, actual),
  ArnLike: (actual, wanted) => matches(wanted, actual),
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

/** Action names are compared without regard to case, as IAM does. */
const covers = (statement: Statement, { action, resource, context }: Call): boolean =>
  listed(statement.Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
  listed(statement.Resource).some((pattern) => matches(pattern, resource)) &&
  holds(statement, context);

/** Whether the statements let the role make the call. What a resource's own policy says is not asked. */
export const allows = (statements: readonly Statement[], call: Call): boolean =>
  statements.some((statement) => statement.Effect === "Allow" && covers(statement, call)) &&
  !statements.some((statement) => statement.Effect === "Deny" && covers(statement, call));

/** Whether the call makes use of an action of the statement. */
export const uses = (statement: Statement, action: string, call: Call): boolean =>
  matches(action.toLowerCase(), call.action.toLowerCase()) && covers({ ...statement, Action: action }, call);
