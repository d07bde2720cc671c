import { sandboxEnvironment, stoppedSandboxEnvironment } from "../sandbox/index.ts";

/** Settings that would lead the SDK to an account although the sandbox is meant. */
const accountSettings = ["AWS_PROFILE", "AWS_SESSION_TOKEN"] as const;

/** The endpoint that was set here, and not by the user. */
let ownEndpoint: string | undefined;

/** How the sandbox of this clone is reached, or would be if it ran; undefined when there is none. */
const ownSandbox = (): Record<string, string> | undefined => sandboxEnvironment() ?? stoppedSandboxEnvironment();

const isNamedByUser = (): boolean => {
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  return endpoint !== undefined && endpoint !== ownEndpoint;
};

/**
 * Points this process's AWS clients at the sandbox of this clone, if there is one, unless the user has named an endpoint or
 * means an account. A sandbox that is stopped is no reason to go elsewhere: then nothing answers, and the error says how to
 * start it. Clients read the environment when they are made, so this comes before the first of them.
 */
export const useSandboxEndpoint = (isAccountMeant = false): void => {
  if (isAccountMeant || isNamedByUser()) return;
  const environment = ownSandbox();
  if (environment === undefined) return;
  for (const name of accountSettings) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  ownEndpoint = environment["AWS_ENDPOINT_URL"];
};

/** The stack whose file is made for sandboxes. */
export const sandboxStack = "sandbox";

/** The stack that a command means when none is named. */
export const defaultStack = (isAccountMeant: boolean): string =>
  ownSandbox() === undefined || isAccountMeant ? "dev" : sandboxStack;
