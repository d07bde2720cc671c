import { sandboxEnvironment, stoppedSandboxEnvironment } from "../sandbox/index.ts";

/** Settings that would direct the SDK to an account although the sandbox is meant. */
const accountSettings = ["AWS_PROFILE", "AWS_SESSION_TOKEN"] as const;

/** The endpoint that was set here, not by the user. */
let ownEndpoint: string | undefined;

/** The environment that points to this clone's sandbox, running or not; `undefined` if there is none. */
const ownSandbox = (): Record<string, string> | undefined => sandboxEnvironment() ?? stoppedSandboxEnvironment();

const isNamedByUser = (): boolean => {
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  return endpoint !== undefined && endpoint !== ownEndpoint;
};

/**
 * Points this process's AWS clients to this clone's sandbox, if there is one, unless the user has set an endpoint or
 * targets an account. A stopped sandbox doesn't redirect them elsewhere: calls fail, and the error says how to start
 * it. Clients read the environment when they are created, so call this before creating the first one.
 */
export const useSandboxEndpoint = (isAccountMeant = false): void => {
  if (isAccountMeant || isNamedByUser()) return;
  const environment = ownSandbox();
  if (environment === undefined) return;
  for (const name of accountSettings) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  ownEndpoint = environment["AWS_ENDPOINT_URL"];
};

/** The stack whose file is meant for sandboxes. */
export const sandboxStack = "sandbox";

/** The stack that a command uses if none is named. */
export const defaultStack = (isAccountMeant: boolean): string =>
  ownSandbox() === undefined || isAccountMeant ? "dev" : sandboxStack;
