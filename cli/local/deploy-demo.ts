import { randomBytes } from "node:crypto";
import { deployToSandbox, type ChangeCounts } from "../../sandbox/deployment/index.ts";
import { sandboxSource, type DemoSource } from "../../sandbox/index.ts";
import { failure } from "../answer.ts";
import { putSecret, readSecret } from "../aws/secrets.ts";
import { contractsFolder } from "../folders.ts";
import type { Progress } from "../output/progress.ts";
import { attachQueryPolicies, createPrincipalRoles, sandboxPrincipals } from "./sandbox-principals.ts";

/** Where a deployment's sources are: by name, the base URL of the API and, where they differ, the addresses that lead there. */
export type SourceUrls = Readonly<Record<string, { readonly baseUrl: string; readonly addresses?: readonly string[] }>>;

export interface SandboxDeployment {
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Over the stack's own `lakehouse:sources`. */
  readonly sources: SourceUrls;
  /** Further settings over the stack's own: namespaced key → text. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The folder of the program, with its contracts; this repository unless given. */
  readonly programFolder?: string;
}

export const changeText = (changes: ChangeCounts): string =>
  Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count.toString()} ${change}`)
    .join(", ");

/** Deploys the program into the sandbox and says how many resources changed. */
export const deployStack = async (
  { stack, environment, sources, settings = {}, programFolder }: SandboxDeployment,
  progress: Progress,
): Promise<ChangeCounts> =>
  progress.step("Deploy the program", async (step) => {
    let counts: ChangeCounts | undefined;
    const principals = sandboxPrincipals(stack);
    await createPrincipalRoles(principals, environment);
    await deployToSandbox({
      stack,
      environment,
      ...(programFolder !== undefined && { programFolder }),
      // Nights are started by hand here: a sandbox that is left running must not work by itself.
      overrides: {
        ...settings,
        "lakehouse:sources": sources,
        "lakehouse:principals": principals,
        "lakehouse:schedulesEnabled": false,
        // What it costs in an account, it doesn't cost here
        "lakehouse:redshift": { enabled: true },
      },
      onProgress: ({ change, type, name }) => {
        if (change !== "unchanged") step.update(`${change} ${type} ${name}`);
      },
      onFinished: (changes) => {
        counts = changes;
      },
    });
    await attachQueryPolicies(stack, principals, environment);
    if (counts === undefined) throw new Error("the deployment ended without saying what changed");
    return counts;
  });

/** The demo source of the running sandbox. */
export const requireDemoSource = (): DemoSource => {
  const source = sandboxSource();
  if (source !== undefined) return source;
  throw failure("SOURCE_NOT_RUNNING", "sandbox", "its demo source is not running", 'run "lakehouse sandbox start"');
};

const thisMachine = ["127.0.0.1/32"];

/** The deployment's setting that points the sources at the demo source. */
export const demoSources = (url: string): SourceUrls => ({
  flights: { baseUrl: `${url}/flights`, addresses: thisMachine },
  mission: { baseUrl: `${url}/mission`, addresses: thisMachine },
});

const askForTokens = async (source: DemoSource, name: string, method: string, token: string): Promise<Response> =>
  fetch(`${source.url}/${name}/tokens`, { method, headers: { authorization: `Bearer ${token}` } });

/** Puts a token that the source accepts, unless the secret has one: it may have been rotated. */
const putTokenIfRefused = async (secretId: string, source: DemoSource, name: string): Promise<void> => {
  const token = await readSecret(secretId);
  if (token !== undefined && token !== source.token && (await askForTokens(source, name, "GET", token)).ok) return;
  const answer = await askForTokens(source, name, "POST", source.token);
  if (!answer.ok) {
    const message = `it issued no token (${answer.status.toString()})`;
    throw failure("SOURCE_TOKEN_REFUSED", `demo source ${name}`, message, 'run "lakehouse sandbox reset"');
  }
  await putSecret(secretId, ((await answer.json()) as { readonly token: string }).token);
};

/** Gives every source's token and, once, a masking key to a stack in the sandbox. What is there and works stays. */
export const putSandboxSecrets = async (
  stack: string,
  source: DemoSource,
  contracts: string = contractsFolder,
): Promise<void> => {
  const { loadContracts } = await import("../../contracts/index.ts");
  const { bundle } = loadContracts(contracts);
  for (const { name, tokenSecret } of bundle.sources) {
    await putTokenIfRefused(`lakehouse/${stack}/${tokenSecret}`, source, name);
  }
  const maskKey = `lakehouse/${stack}/mask-key`;
  if ((await readSecret(maskKey)) === undefined) await putSecret(maskKey, randomBytes(32).toString("hex"));
};
