import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readStackConfig } from "../../infra/in-process/stack-config.ts";
import { deployToSandbox, type ChangeCounts } from "../../sandbox/deployment/index.ts";
import { withOverrides } from "../../sandbox/deployment/settings.ts";
import { sandboxSource, type DemoSource } from "../../sandbox/index.ts";
import { failure } from "../../model/validation/failure.ts";
import { putSecret, readSecret } from "../../aws/secrets/secret-values.ts";
import { repositoryRoot } from "../folders.ts";
import type { Progress } from "../output/progress.ts";
import { attachQueryPolicies, createPrincipalRoles, sandboxPrincipals } from "./sandbox-principals.ts";

/** A deployment's sources: by name, the API's base URL and, if they differ, the addresses that lead there. */
export type SourceUrls = Readonly<Record<string, { readonly baseUrl: string; readonly addresses?: readonly string[] }>>;

export interface SandboxDeployment {
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Overrides the stack's own `lakehouse:sources`. */
  readonly sources: SourceUrls;
  /** Further settings that override the stack's own: namespaced key → text. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The program's folder, with its contracts; this repository by default. */
  readonly programFolder?: string;
}

/** The caller's overrides of the stack's own settings. */
const callersSettings = ({ settings = {}, sources }: SandboxDeployment): Readonly<Record<string, unknown>> => ({
  ...settings,
  "lakehouse:sources": sources,
});

export const changeText = (changes: ChangeCounts): string =>
  Object.entries(changes)
    .filter(([, count]) => count > 0)
    .map(([change, count]) => `${count} ${change}`)
    .join(", ");

/** Deploys the program into the sandbox and reports how many resources changed. */
export const deployStack = async (deployment: SandboxDeployment, progress: Progress): Promise<ChangeCounts> =>
  progress.step("Deploy the program", async (step) => {
    const { stack, environment, programFolder } = deployment;
    let counts: ChangeCounts | undefined;
    const principals = sandboxPrincipals(stack);
    await createPrincipalRoles(principals, environment);
    await deployToSandbox({
      stack,
      environment,
      ...(programFolder !== undefined && { programFolder }),
      // Nights are started by hand here: an idle sandbox must not run anything by itself.
      overrides: {
        ...callersSettings(deployment),
        "lakehouse:principals": principals,
        "lakehouse:schedulesEnabled": false,
        // It costs money in an account, but not here
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
    if (counts === undefined) throw new Error("the deployment ended without reporting its changes");
    return counts;
  });

/** The demo source of the running sandbox. */
export const requireDemoSource = (): DemoSource => {
  const source = sandboxSource();
  if (source !== undefined) return source;
  throw failure("SOURCE_NOT_RUNNING", "sandbox", "its demo source is not running", 'run "lakehouse sandbox start"');
};

export const thisMachine = ["127.0.0.1/32"];

/** The deployment setting that points the sources to the demo source. */
export const demoSources = (url: string): SourceUrls => ({
  flights: { baseUrl: `${url}/flights`, addresses: thisMachine },
  mission: { baseUrl: `${url}/mission`, addresses: thisMachine },
});

const askForTokens = async (source: DemoSource, name: string, method: string, token: string): Promise<Response> =>
  fetch(`${source.url}/${name}/tokens`, { method, headers: { authorization: `Bearer ${token}` } });

/** Each source's place in the deployed program. */
const deployedSources = (deployment: SandboxDeployment): SourceUrls => {
  const own = readStackConfig(deployment.programFolder ?? repositoryRoot, deployment.stack);
  return JSON.parse(withOverrides(own, callersSettings(deployment))["lakehouse:sources"] ?? "{}") as SourceUrls;
};

/** Stores a token that the demo source accepts, unless the secret already has one: it may have been rotated. */
const putTokenIfRefused = async (secretId: string, demo: DemoSource, name: string): Promise<void> => {
  const token = await readSecret(secretId);
  if (token !== undefined && token !== demo.token && (await askForTokens(demo, name, "GET", token)).ok) return;
  const answer = await askForTokens(demo, name, "POST", demo.token);
  if (!answer.ok) {
    const message = `it issued no token (${answer.status})`;
    throw failure("SOURCE_TOKEN_REFUSED", `demo source ${name}`, message, 'run "lakehouse sandbox reset"');
  }
  await putSecret(secretId, ((await answer.json()) as { readonly token: string }).token);
};

/**
 * Stores the demo sources' tokens and, once, a masking key for a stack in the sandbox. Working values are kept, and
 * tokens of other sources are left to the user.
 *
 * @returns secrets of other sources that have no value yet, by their name in the contracts
 */
export const putSandboxSecrets = async (
  deployment: SandboxDeployment,
  demo: DemoSource,
): Promise<readonly string[]> => {
  const { stack, programFolder = repositoryRoot } = deployment;
  const { loadContracts } = await import("../../contracts/index.ts");
  const { bundle } = loadContracts(join(programFolder, "contracts"));
  const deployed = deployedSources(deployment);
  const missing: string[] = [];
  for (const { name, tokenSecret } of bundle.sources) {
    if (tokenSecret === undefined) continue;
    const secretId = `lakehouse/${stack}/${tokenSecret}`;
    const isOfDemo = deployed[name]?.baseUrl.startsWith(`${demo.url}/`) === true;
    if (isOfDemo) await putTokenIfRefused(secretId, demo, name);
    else if ((await readSecret(secretId)) === undefined) missing.push(tokenSecret);
  }
  const maskKey = `lakehouse/${stack}/mask-key`;
  if ((await readSecret(maskKey)) === undefined) await putSecret(maskKey, randomBytes(32).toString("hex"));
  return missing;
};
