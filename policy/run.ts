/**
 * Checks every rule against the resources that the program registers for a stack. Nothing is contacted.
 *
 * Exit: 0 without findings, 1 with findings, 2 if called incorrectly or if the program rejects its input.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table, type Column } from "../cli/output/table.ts";
import { renderText, widthOf, type Text } from "../cli/output/text.ts";
import { recordResources } from "../infra/in-process/record.ts";
import { readSettings, readStackConfig } from "../infra/in-process/stack-config.ts";
import { withLists } from "./document-lists.ts";
import { exceptions } from "./exceptions.ts";
import { rules } from "./rules/index.ts";
import { judge, type Verdict } from "./verdict.ts";

const help = `Usage: npm run -s policy -- [--stack <name>] [--config <key>=<value>]… [--json]

Asks every rule of policy/ about the resources that the program registers for a stack.

  --stack <name>          a stack that has a Pulumi.<name>.yaml; dev when left out
  --config <key>=<value>  stands for a setting of that file, e.g. lakehouse:network=private; may be repeated
  --json                  answers {"rules", "resources", "findings", "exceptions"}
  --write-docs            writes the lists of rules and exceptions in docs/policy.md anew, and does nothing else
  --help                  this text

Exit: 0 without findings, 1 with findings, 2 when called wrongly.
`;

const root = join(import.meta.dirname, "..");

const columns: readonly Column[] = [
  { title: "rule" },
  { title: "resource", shortenTo: 20 },
  { title: "finding", shortenTo: 24 },
  { title: "fix", shortenTo: 16, leaveOut: 1 },
];

const asText = ({ rules: asked, resources, findings, exceptions: needed }: Verdict): Text => {
  const rows = findings.map(({ rule, resource, message, fix }) => [rule, resource, message, fix]);
  const counts = [
    `${asked} rules`,
    `${resources} resources`,
    `${findings.length} findings`,
    `${needed.length} exceptions`,
  ];
  return [...(rows.length > 0 ? [table(columns, rows), ""] : []), counts.join(", ")];
};

/**
 * Writes the command's output; returns its exit code.
 *
 * @param width of the terminal; Infinity if there is none
 * @throws problems of the arguments or of the program's input
 */
export const run = async (argv: readonly string[], write: (text: string) => void, width: number): Promise<number> => {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      stack: { type: "string", default: "dev" },
      config: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      "write-docs": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    write(help);
    return 0;
  }
  if (values["write-docs"]) {
    const file = join(root, "docs", "policy.md");
    writeFileSync(file, withLists(readFileSync(file, "utf8"), rules, exceptions));
    return 0;
  }
  const config = { ...readStackConfig(root, values.stack), ...readSettings(values.config) };
  const resources = await recordResources(root, values.stack, config);
  const verdict = judge(resources, values.stack, rules, exceptions);
  const text = values.json ? JSON.stringify(verdict, null, 2) : renderText(asText(verdict), width);
  write(`${text}\n`);
  return verdict.findings.length === 0 ? 0 : 1;
};

if (import.meta.url === `file://${process.argv[1] ?? ""}`) {
  try {
    const write = (text: string): void => void process.stdout.write(text);
    process.exitCode = await run(process.argv.slice(2), write, widthOf(process.stdout));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
