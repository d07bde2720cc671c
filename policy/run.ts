/**
 * Asks every rule about the resources that the program registers for a stack. Nothing is contacted.
 *
 * Exit: 0 without findings, 1 with findings, 2 when it is called wrongly or the program refuses its input.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderTable } from "../cli/output/table.ts";
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

const asText = ({ rules: asked, resources, findings, exceptions: needed }: Verdict): string => {
  const columns = ["rule", "resource", "finding", "fix"].map((title) => ({ title }));
  const rows = findings.map(({ rule, resource, message, fix }) => [rule, resource, message, fix]);
  const counts = [
    `${asked.toString()} rules`,
    `${resources.toString()} resources`,
    `${findings.length.toString()} findings`,
    `${needed.length.toString()} exceptions`,
  ];
  return [...(rows.length > 0 ? [renderTable(columns, rows), ""] : []), counts.join(", ")].join("\n");
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      stack: { type: "string", default: "dev" },
      config: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      "write-docs": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
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
  process.stdout.write(`${values.json ? JSON.stringify(verdict, null, 2) : asText(verdict)}\n`);
  return verdict.findings.length === 0 ? 0 : 1;
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
