/** What engines say, for those who wrote the SQL. Pure. */

/** Where an engine goes on with its own code: frames of Java and Python, and the headings above them. */
const stackBegins =
  /^(?:\s*at [\w.$/]+\(|\s*Caused by: |\s*JVM stacktrace:|\s*Traceback \(most recent call last\)|\s*\.{3} \d+ more)/;

/** An engine's reason without the stack of its own code. */
export const withoutStackTrace = (reason: string): string => {
  const lines = reason.split("\n");
  const end = lines.findIndex((line) => stackBegins.test(line));
  return (end <= 0 ? lines : lines.slice(0, end)).join("\n").trim();
};

const position = /\s*\bPosition: (\d+);?\s*$/;

/** Redshift counts characters of a statement; here it is `line 3:8: …`, as Athena says it. */
export const withLine = (reason: string, statement: string): string => {
  const found = position.exec(reason);
  if (found === null || statement === "") return reason;
  const before = statement.slice(0, Number(found[1]) - 1).split("\n");
  const [line, column] = [before.length, (before.at(-1) ?? "").length + 1];
  return `line ${line}:${column}: ${reason.slice(0, found.index)}`;
};

/** The engine's reason without the place in a statement that nobody wrote. */
export const withoutEngineLine = (message: string): string => message.replace(/\bline \d+:\d+: /, "");
