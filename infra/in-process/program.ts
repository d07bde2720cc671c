/**
 * Runs the Pulumi program of a stack inside this process. What the engine of Pulumi does for a resource is left to the
 * caller, which gets every resource in the order of its dependencies.
 */
import * as pulumi from "@pulumi/pulumi";
import { projectName } from "../../model/names.ts";
import { declareStack } from "../stack.ts";

export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  /**
   * False for the program's own components, which are nothing but a name for their children. A component of another
   * package is made as a whole by its plugin: its children aren't registered.
   */
  readonly custom: boolean;
  /** URN of the component that it belongs to. */
  readonly parent: string | undefined;
  /** Resolved inputs: no Outputs; assets and archives as Pulumi's own objects. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of inputs whose values must not be shown. */
  readonly secretInputs: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

export interface Engine {
  /** Answers the resource's id and outputs; those that wait for them are registered afterwards. */
  register(resource: RegisteredResource): Promise<{ readonly id: string; readonly outputs: Record<string, unknown> }>;
  /** Answers a data source, e.g. `aws:index/getRegion:getRegion`. */
  invoke(token: string, inputs: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
}

interface RegisterRequest {
  getParent(): string;
  getRemote(): boolean;
  getProtect(): boolean | undefined;
  getRetainondelete(): boolean | undefined;
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: unknown): unknown;
}

/** The mocks of Pulumi don't pass on whose child a resource is and whether it is protected; the request has both. */
const rememberRequest = (remember: (request: RegisterRequest) => void): void => {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    remember(request);
    return register(request, callback);
  };
};

/** Pulumi wraps an input that is or holds a secret as a whole. */
const openSecrets = (inputs: Record<string, unknown>): Pick<RegisteredResource, "inputs" | "secretInputs"> => ({
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value) as unknown]),
  ),
  secretInputs: Object.keys(inputs).filter((key) => pulumi.runtime.isRpcSecret(inputs[key])),
});

/**
 * Pulumi writes down where each promise came from, for a debugger; formatting that takes as long as the rest of a program.
 * Its errors for this have no message. Any other error has its stack, and with the sources' lines once the program is over.
 */
const withoutPromiseStacks = async (work: () => Promise<void>): Promise<void> => {
  const usual: unknown = Reflect.get(Error, "prepareStackTrace");
  const placeOf = (frame: NodeJS.CallSite): string =>
    `${frame.getFunctionName() ?? "<anonymous>"} (${frame.getFileName() ?? "native"}:${String(frame.getLineNumber())})`;
  Error.prepareStackTrace = (error, frames) =>
    error.message === "" ? "" : [String(error), ...frames.map(placeOf)].join("\n    at ");
  try {
    await work();
  } finally {
    Reflect.set(Error, "prepareStackTrace", usual);
  }
};

/**
 * Registers every resource of the program with `engine` and waits until all are done.
 *
 * One call at a time: Pulumi's runtime is the settings of its whole process. After a call that threw, the process has
 * nothing more to run, for resources of that program may still wait for others.
 *
 * @param config as Pulumi hands it to programs: namespaced key → text
 * @throws what the program throws, e.g. a ProblemsError about contracts or settings
 */
export const runProgram = async (stack: string, config: Record<string, string>, engine: Engine): Promise<void> => {
  let request: RegisterRequest | undefined;
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, custom }) => {
        const { id, outputs } = await engine.register({
          type,
          name,
          custom: (custom ?? false) || (request?.getRemote() ?? false),
          ...openSecrets(inputs as Record<string, unknown>),
          parent: request?.getParent() === "" ? undefined : request?.getParent(),
          protect: request?.getProtect() ?? false,
          retainOnDelete: request?.getRetainondelete() ?? false,
        });
        return { id, state: outputs };
      },
      call: ({ token, inputs }) => engine.invoke(token, inputs as Record<string, unknown>),
    },
    projectName,
    stack,
  );
  rememberRequest((current) => (request = current));
  pulumi.runtime.setAllConfig(config);
  await withoutPromiseStacks(async () => {
    await declareStack();
    await pulumi.runtime.disconnect();
  });
};
