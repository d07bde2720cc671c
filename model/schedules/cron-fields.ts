/**
 * The fields of EventBridge Scheduler's cron expressions, as AWS documents them:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */

interface FieldRule {
  readonly least: number;
  readonly most: number;
  /** Words for numbers, the first for `least`. */
  readonly names?: readonly string[];
  /** What may stand alone in the field, besides lists of values, ranges and increments. */
  readonly alone?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const rules = {
  minute: { least: 0, most: 59 },
  hour: { least: 0, most: 23 },
  dayOfMonth: { least: 1, most: 31, alone: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  month: { least: 1, most: 12, names: months },
  dayOfWeek: {
    ...{ least: 1, most: 7, names: weekdays },
    alone: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
  },
  year: { least: 1970, most: 2199 },
} as const satisfies Readonly<Record<string, FieldRule>>;

const names = ["minute", "hour", "dayOfMonth", "month", "dayOfWeek", "year"] as const;
export type CronFields = Readonly<Record<(typeof names)[number], string>>;

const numberOf = (text: string, { least, most, names: words = [] }: FieldRule): number | undefined => {
  const value = words.includes(text) ? words.indexOf(text) + least : /^\d{1,4}$/.test(text) ? Number(text) : undefined;
  return value !== undefined && value >= least && value <= most ? value : undefined;
};

/** `*`, a value, or a range, each with an increment or without. AWS documents no range that runs over the end. */
const isPart = (part: string, rule: FieldRule): boolean => {
  const [base = "", step, more] = part.split("/");
  if (more !== undefined || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (base === "*") return true;
  const [first, last] = base.split("-").map((text) => numberOf(text, rule));
  if (base.split("-").length > 2 || first === undefined) return false;
  return base.includes("-") ? last !== undefined && first <= last : true;
};

const isField = (text: string, rule: FieldRule): boolean =>
  rule.alone?.test(text) === true || text.split(",").every((part) => isPart(part, rule));

/** The expression's fields; `undefined` if EventBridge Scheduler would refuse it. */
export const readFields = (expression: string): CronFields | undefined => {
  const texts = /^cron\(([^()]*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/) ?? [];
  if (texts.length !== names.length) return undefined;
  const fields = Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""])) as CronFields;
  const isValid = names.every((name) => isField(fields[name], rules[name]));
  return isValid && (fields.dayOfMonth === "?") !== (fields.dayOfWeek === "?") ? fields : undefined;
};
