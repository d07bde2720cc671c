import { randomBytes } from "node:crypto";
import { deployToSandbox, type ChangeCounts } from "../../sandbox/deployment/index.ts";
import { sandboxSource } from "../../sandbox/index.ts";
import { failure } from "../answer.ts";
import { putSecret, readSecret } from "../aws/secrets.ts";
import { contractsFolder } from "../folders.ts";
import type { Progress } from "../output/progress.ts";

/** Where a deployment's sources are: by name, the base URL of the API. */
export type SourceUrls = Readonly<Record<string, { readonly baseUrl: string }>>;

export interface SandboxDeployment {
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In place of the stack's own `lakehouse:sources`. */
  readonly sources: SourceUrls;
}

export const changeText = (changes: ChangeCounts): string =>
  Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count.toString()} ${change}`)
    .join(", ");

/** Deploys the program into the sandbox and says how many resources changed. */
export const deployStack = async (
  { stack, environment, sources }: SandboxDeployment,
  progress: Progress,
): Promise<ChangeCounts> =>
  progress.step("Deploy the program", async (step) => {
    let counts: ChangeCounts | undefined;
    await deployToSandbox({
      stack,
      environment,
      // Nights are started by hand here: a sandbox that is left running must not work by itself.
      overrides: { "lakehouse:sources": sources, "lakehouse:schedulesEnabled": false },
      onProgress: ({ change, type, name }) => {
        if (change !== "unchanged") step.update(`${change} ${type} ${name}`);
      },
      onFinished: (changes) => {
        counts = changes;
      },
    });
    if (counts === undefined) throw new Error("the deployment ended without saying what changed");
    return counts;
  });

/** The demo source of the running sandbox. */
export const requireDemoSource = (): { readonly url: string; readonly token: string } => {
  const source = sandboxSource();
  if (source !== undefined) return source;
  throw failure("SOURCE_NOT_RUNNING", "sandbox", "its demo source is not running", 'run "lakehouse sandbox start"');
};

/** The deployment's setting that points the sources at the demo source. */
export const demoSources = (url: string): SourceUrls => ({
  flights: { baseUrl: `${url}/flights` },
  mission: { baseUrl: `${url}/mission` },
});

/** Puts a secret's value unless it has it. */
const putIfDifferent = async (secretId: string, value: string): Promise<void> => {
  if ((await readSecret(secretId)) !== value) await putSecret(secretId, value);
};

/** Gives every source's token and, once, a masking key to a stack in the sandbox. A key that is there stays. */
export const putSandboxSecrets = async (stack: string, token: string): Promise<void> => {
  const { loadContracts } = await import("../../contracts/index.ts");
  const { bundle } = loadContracts(contractsFolder);
  for (const { tokenSecret } of bundle.sources) await putIfDifferent(`lakehouse/${stack}/${tokenSecret}`, token);
  const maskKey = `lakehouse/${stack}/mask-key`;
  if ((await readSecret(maskKey)) === undefined) await putSecret(maskKey, randomBytes(32).toString("hex"));
};
