/** Engine messages, made readable for authors of SQL. Pure. */

/** Where the engine's own stack trace begins: frames of Java and Python, and the headings above them. */
const stackBegins =
  /^(?:\s*at [\w.$/]+\(|\s*Caused by: |\s*JVM stacktrace:|\s*Traceback \(most recent call last\)|\s*\.{3} \d+ more)/;

/** An engine's reason without its own stack trace. */
export const withoutStackTrace = (reason: string): string => {
  const lines = reason.split("\n");
  const end = lines.findIndex((line) => stackBegins.test(line));
  return (end <= 0 ? lines : lines.slice(0, end)).join("\n").trim();
};

const position = /\s*\bPosition: (\d+);?\s*$/;

/** Redshift gives a character position in the statement; this converts it to `line 3:8: …`, as Athena writes it. */
export const withLine = (reason: string, statement: string): string => {
  const found = position.exec(reason);
  if (found === null || statement === "") return reason;
  const before = statement.slice(0, Number(found[1]) - 1).split("\n");
  const [line, column] = [before.length, (before.at(-1) ?? "").length + 1];
  return `line ${line}:${column}: ${reason.slice(0, found.index)}`;
};

/** The engine's reason without the position in a generated statement. */
export const withoutEngineLine = (message: string): string => message.replace(/\bline \d+:\d+: /, "");
