/**
 * Prints every resource that the program registers for a stack, as JSON on stdout: `[{"type", "name", "inputs",
 * "parent"}]`. Nothing is contacted. `--config lakehouse:network=private` (repeatable) overrides a setting of the
 * stack's file, as `pulumi config set` would.
 *
 * Exit: 0, or 2 with the problems on stderr.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { recordResources } from "./in-process/record.ts";
import { readSettings, readStackConfig } from "./in-process/stack-config.ts";

const print = async (): Promise<void> => {
  const root = join(import.meta.dirname, "..");
  const { values } = parseArgs({
    options: { stack: { type: "string", default: "dev" }, config: { type: "string", multiple: true, default: [] } },
  });
  const config = { ...readStackConfig(root, values.stack), ...readSettings(values.config) };
  const resources = await recordResources(root, values.stack, config);
  process.stdout.write(`${JSON.stringify(resources, null, 2)}\n`);
};

try {
  await print();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
