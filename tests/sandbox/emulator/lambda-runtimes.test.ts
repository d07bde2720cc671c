import { randomUUID } from "node:crypto";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  type Runtime,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { lakehouse } from "../../support/command.ts";
import { roleFixture, type RoleFixture } from "../../support/roles.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

const code = { ZipFile: zipSync({ "index.mjs": strToU8("export const handler = async () => process.version;") }) };

describe("A function's runtime", () => {
  let lambda: LambdaClient;
  let role: RoleFixture;
  const made: string[] = [];

  before(async () => {
    lambda = new LambdaClient(sandboxClientOptions());
    role = await roleFixture("test-runtimes");
  });
  after(async () => {
    for (const name of made) await lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    await role.remove();
    lambda.destroy();
  });

  const create = async (runtime: string): Promise<string> => {
    const name = `test-${randomUUID()}`;
    const settings = { FunctionName: name, Role: role.arn, Handler: "index.handler", Code: code };
    await lambda.send(new CreateFunctionCommand({ ...settings, Runtime: runtime as Runtime }));
    made.push(name);
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: name });
    return name;
  };
  const versionOf = async (name: string): Promise<unknown> => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  const messageOf = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => "",
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );

  const createOf = async (module: string): Promise<string> => {
    const name = await create("nodejs22.x");
    const ZipFile = zipSync({ "index.mjs": strToU8(module) });
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60 }, { FunctionName: name });
    return name;
  };
  const errorOf = async (body: string): Promise<Record<string, unknown>> => {
    const name = await createOf(`export const handler = async () => { ${body} };`);
    const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
    expect(FunctionError).to.equal("Unhandled");
    return JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>;
  };

  it("hands an error on by its name, as Step Functions retries it", async () => {
    const error = await errorOf("throw Object.assign(new Error('m'), { name: 'RUN_BUSY' });");
    expect(error).to.include({ errorType: "RUN_BUSY", errorMessage: "m" });
  });

  it("initializes once more when its process was killed meanwhile", async () => {
    const name = await createOf(`
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
const mark = tmpdir() + "/${randomUUID()}";
if (!existsSync(mark)) { writeFileSync(mark, ""); process.kill(process.pid, "SIGKILL"); }
rmSync(mark);
export const handler = async () => "initialized";`);
    expect(await versionOf(name)).to.equal("initialized");
  });

  it("says by name when its process died", async () => {
    const { errorType, errorMessage } = await errorOf("process.kill(process.pid, 'SIGKILL');");
    expect(errorType).to.equal("Runtime.ExitError");
    expect(errorMessage).to.match(/^RequestId: [-0-9a-f]{36} Error: Runtime exited with error: signal: killed$/);
  });

  it("decides which Node it runs on, whichever runs the command", async () => {
    for (const major of ["22", "24"]) {
      expect(await versionOf(await create(`nodejs${major}.x`))).to.match(new RegExp(`^v${major}\\.`));
    }
  });

  it("is that of the stack's functions, which run on its Node", async () => {
    const { exitCode, stderr } = await lakehouse(["deploy"]);
    expect(exitCode, stderr).to.equal(0);
    const { Runtime: runtime = "" } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: "lakehouse-sandbox-extract" }),
    );
    const [, major = "no version"] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
    expect(await versionOf(await create(runtime))).to.match(new RegExp(`^v${major}\\.`));
  });

  it("is refused by its name where Lambda or the sandbox doesn't have it, and nothing changes", async () => {
    expect(await messageOf(create("nodejs23.x")))
      .to.match(/^InvalidParameterValueException: Value nodejs23\.x at 'runtime' failed to satisfy constraint/)
      .and.include("nodejs22.x");
    expect(await messageOf(create("nodejs16.x"))).to.equal(
      "InvalidParameterValueException: The sandbox doesn't have the runtime nodejs16.x. It has nodejs22.x, nodejs24.x.",
    );
    const FunctionName = await create("nodejs22.x");
    const update = new UpdateFunctionConfigurationCommand({ FunctionName, Runtime: "python3.13" });
    expect(await messageOf(lambda.send(update))).to.include("doesn't have the runtime python3.13");
    const { Runtime: kept } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(kept).to.equal("nodejs22.x");
  });
});
