import { sandboxEnvironment } from "../sandbox/index.ts";

/** Settings that would lead the SDK to an account although the sandbox is meant. */
const accountSettings = ["AWS_PROFILE", "AWS_SESSION_TOKEN"] as const;

/**
 * Points this process's AWS clients at the running sandbox, if there is one and the user has not named an endpoint.
 * Clients read the environment when they are made, so this comes before the first of them.
 */
export const useSandboxEndpoint = (): void => {
  const environment = sandboxEnvironment();
  if (environment === undefined || process.env["AWS_ENDPOINT_URL"] !== undefined) return;
  for (const name of accountSettings) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
};

/** The stack whose file is made for sandboxes. */
export const sandboxStack = "sandbox";

/** The stack that a command means when none is named. */
export const defaultStack = (): string => (sandboxEnvironment() === undefined ? "dev" : sandboxStack);
