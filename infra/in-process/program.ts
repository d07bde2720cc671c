/**
 * Runs a stack's Pulumi program inside this process. The caller replaces Pulumi's engine and receives every resource in
 * dependency order.
 */
import * as pulumi from "@pulumi/pulumi";
import { projectName } from "../../model/names.ts";
import { declareStack } from "../stack.ts";

export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  /**
   * False for the program's own components, which only group their children. A component of another package is created
   * as a whole by its plugin: its children aren't registered.
   */
  readonly custom: boolean;
  /** URN of the parent component. */
  readonly parent: string | undefined;
  /** Resolved inputs: no Outputs; assets and archives as Pulumi's own objects. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of inputs whose values must not be shown. */
  readonly secretInputs: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

export interface Engine {
  /** Returns the resource's id and outputs; dependent resources are registered afterward. */
  register(resource: RegisteredResource): Promise<{ readonly id: string; readonly outputs: Record<string, unknown> }>;
  /** Returns the result of a data source, e.g. `aws:index/getRegion:getRegion`. */
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

/** Pulumi's mocks don't pass on a resource's parent and protection; the request has both. */
const rememberRequest = (remember: (request: RegisterRequest) => void): void => {
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    remember(request);
    return register(request, callback);
  };
};

/** Pulumi wraps an input that is or contains a secret as a whole. */
const openSecrets = (inputs: Record<string, unknown>): Pick<RegisteredResource, "inputs" | "secretInputs"> => ({
  inputs: Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value) as unknown]),
  ),
  secretInputs: Object.keys(inputs).filter((key) => pulumi.runtime.isRpcSecret(inputs[key])),
});

/**
 * Pulumi records where each promise was created, for debuggers; formatting those stacks takes as long as the rest of a
 * program. Its errors for this have no message. All other errors keep their stacks, with source lines once the program
 * has ended.
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
 * One call at a time: Pulumi's runtime settings are global to the process. After a call that threw, don't run anything
 * else in the process, because resources of that program may still wait for others.
 *
 * @param config as Pulumi passes it to programs: namespaced key → text
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
