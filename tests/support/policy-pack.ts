/** The policy pack as the Pulumi command uses it: started by its shim, called over gRPC. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Resource } from "../../policy/rule.ts";

const root = join(import.meta.dirname, "..", "..");
// The pack's protocol with the command is the pack's own dependency, not ours
const ofPack = createRequire(join(root, "node_modules", "@pulumi", "policy", "index.js"));

interface Message {
  setResourcesList(resources: Message[]): void;
  setType(type: string): void;
  setName(name: string): void;
  setUrn(urn: string): void;
  setProperties(properties: unknown): void;
  setOptions(options: Message): void;
}
interface Analyzer {
  analyzeStack(request: Message, answer: (error: Error | null, response: { toObject(): Answer }) => void): void;
  close(): void;
}
interface Answer {
  readonly diagnosticsList: readonly Diagnostic[];
}

export interface Diagnostic {
  readonly policyname: string;
  readonly message: string;
  readonly urn: string;
  /** 0 is advisory, 1 stops the update. */
  readonly enforcementlevel: number;
}

const grpc = ofPack("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
const services = ofPack("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
  AnalyzerClient: new (address: string, credentials: unknown) => Analyzer;
};
const messages = ofPack("@pulumi/pulumi/proto/analyzer_pb") as Record<
  "AnalyzeStackRequest" | "AnalyzerResource" | "AnalyzerResourceOptions",
  new () => Message
>;
const { Struct } = ofPack("google-protobuf/google/protobuf/struct_pb") as {
  Struct: { fromJavaScript(value: object): unknown };
};

/** What the command sends for a string that is unknown at preview. */
export const { unknownStringValue } = ofPack("./proxy.js") as { unknownStringValue: string };

export const urnOf = ({ type, name }: Resource, stack: string): string =>
  `urn:pulumi:${stack}::lakehouse::${type}::${name}`;

const requestOf = (resources: readonly Resource[], stack: string): Message => {
  const request = new messages.AnalyzeStackRequest();
  request.setResourcesList(
    resources.map((resource) => {
      const message = new messages.AnalyzerResource();
      message.setType(resource.type);
      message.setName(resource.name);
      message.setUrn(urnOf(resource, stack));
      message.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(resource.inputs)) as object));
      message.setOptions(new messages.AnalyzerResourceOptions());
      return message;
    }),
  );
  return request;
};

export interface RunningPack {
  analyze(resources: readonly Resource[], stack: string): Promise<readonly Diagnostic[]>;
  stop(): Promise<void>;
}

/** Starts the pack as `pulumi preview --policy-pack policy` does. */
export const startPack = async (): Promise<RunningPack> => {
  const folder = join(root, "policy");
  const shim = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  // the address of the engine, which the pack doesn't call
  const process_ = spawn(process.execPath, [shim, "127.0.0.1:1", folder], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(process_, "exit");
  const [port] = (await Promise.race([
    once(createInterface(process_.stdout), "line"),
    exited.then(() => Promise.reject(new Error("the pack ended before it said its port"))),
  ])) as [string];
  const client = new services.AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    analyze: (resources, stack) =>
      new Promise((resolve, reject) => {
        client.analyzeStack(requestOf(resources, stack), (error, response) => {
          if (error === null) {
            resolve(response.toObject().diagnosticsList);
          } else {
            reject(error);
          }
        });
      }),
    stop: async () => {
      client.close();
      process_.kill();
      await exited;
    },
  };
};
