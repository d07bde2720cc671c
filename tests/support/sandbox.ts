/**
 * Importing this file makes the tests wait for the running sandbox, and start one if none runs. A sandbox that the
 * tests started is stopped after them; one that was already running is left running.
 */
import { after, before } from "mocha";
import { sandboxEnvironment, sandboxStatus, startSandbox, stopSandbox } from "../../sandbox/index.ts";

let startedHere = false;

before("the sandbox runs", async () => {
  startedHere = !sandboxStatus().parts.some((part) => part.running);
  await startSandbox();
});

after("the sandbox is as it was found", async () => {
  if (startedHere) await stopSandbox();
});

export interface SandboxClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/** Options with which an AWS SDK client reaches the sandbox; call it inside hooks and tests, once the sandbox runs. */
export const sandboxClientOptions = (): SandboxClientOptions => {
  const environment = sandboxEnvironment() ?? {};
  const value = (name: string): string => {
    const found = environment[name];
    if (found === undefined) throw new Error(`the sandbox doesn't run: ${name} is unknown`);
    return found;
  };
  return {
    endpoint: value("AWS_ENDPOINT_URL"),
    region: value("AWS_REGION"),
    credentials: { accessKeyId: value("AWS_ACCESS_KEY_ID"), secretAccessKey: value("AWS_SECRET_ACCESS_KEY") },
  };
};

/**
 * Points product code in this process to the sandbox: its clients read the environment when they are created, as in the
 * command's own process.
 */
export const useSandboxInProcess = (): void => {
  const environment = sandboxEnvironment();
  if (environment === undefined) throw new Error("the sandbox doesn't run");
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN"]) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
};
