import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultStack, useSandboxEndpoint } from "../../../cli/endpoint.ts";

const names = ["LAKEHOUSE_SANDBOX_FOLDER", "AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_REGION"];

describe("where commands go", () => {
  const before_ = new Map(names.map((name) => [name, process.env[name]]));
  let folder: string;

  /** A sandbox that was started here before, or none. */
  const haveSandbox = (ports: object): void => {
    writeFileSync(join(folder, "state.json"), JSON.stringify({ formatVersion: 1, ports, parts: {} }));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lakehouse-endpoint-"));
    for (const name of names) Reflect.deleteProperty(process.env, name);
    process.env["LAKEHOUSE_SANDBOX_FOLDER"] = folder;
    process.env["AWS_PROFILE"] = "company";
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    for (const [name, value] of before_) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it("is the stopped sandbox rather than an account: nothing answers there", () => {
    haveSandbox({ emulator: 45_661 });
    useSandboxEndpoint();
    expect(process.env["AWS_ENDPOINT_URL"]).to.equal("http://127.0.0.1:45661");
    expect(process.env["AWS_PROFILE"]).to.equal(undefined);
    expect(process.env["AWS_ACCESS_KEY_ID"]).to.equal("test");
    expect(defaultStack(false)).to.equal("sandbox");
  });

  it("follows a sandbox that moved, as long as nobody named an endpoint", () => {
    haveSandbox({ emulator: 45_661 });
    useSandboxEndpoint();
    haveSandbox({ emulator: 45_662 });
    useSandboxEndpoint();
    expect(process.env["AWS_ENDPOINT_URL"]).to.equal("http://127.0.0.1:45662");
  });

  it("is an account where there is no sandbox, or when it is asked for", () => {
    haveSandbox({});
    useSandboxEndpoint();
    expect(defaultStack(false)).to.equal("dev");
    haveSandbox({ emulator: 45_661 });
    useSandboxEndpoint(true);
    expect(defaultStack(true)).to.equal("dev");
    expect(process.env["AWS_ENDPOINT_URL"]).to.equal(undefined);
    expect(process.env["AWS_PROFILE"]).to.equal("company");
  });

  it("is the endpoint that somebody named, whatever there is", () => {
    haveSandbox({ emulator: 45_661 });
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
    useSandboxEndpoint();
    expect(process.env["AWS_ENDPOINT_URL"]).to.equal("http://127.0.0.1:1");
    expect(process.env["AWS_PROFILE"]).to.equal("company");
  });
});
