import { expect } from "chai";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isSameProcess, processStart } from "../../../sandbox/processes/identity.ts";
import { launchDetached } from "../../../sandbox/processes/launch.ts";
import { chooseFreePort, isPortFree, requireFreePort } from "../../../sandbox/processes/ports.ts";
import { tailOf, waitUntilReady } from "../../../sandbox/processes/readiness.ts";
import { endGroup, endProcesses, groupMembers, markedProcesses } from "../../../sandbox/processes/terminate.ts";

describe("Processes of a sandbox", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "processes-"));
  });
  afterEach(async () => {
    await endProcesses(() => markedProcesses(folder), 1);
    rmSync(folder, { recursive: true });
  });

  const launch = (script: string): ReturnType<typeof launchDetached> =>
    launchDetached({
      name: "test",
      command: process.execPath,
      arguments: ["-e", script],
      environment: {},
      workingFolder: folder,
      logFile: join(folder, "test.log"),
      sandboxRoot: folder,
    });
  const wait = "setInterval(() => undefined, 1000);";
  const withChild = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(wait)}]); ${wait}`;
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await sleep(20);
  };

  it("end with all they started", async () => {
    const identity = await launch(withChild);
    await until(() => groupMembers(identity).length === 2);
    await endGroup(identity, 5);
    expect(groupMembers(identity)).to.deep.equal([]);
    expect(isSameProcess(identity)).to.equal(false);
  });

  it("are found when their leader was killed, by group and by marker", async () => {
    const identity = await launch(withChild);
    await until(() => groupMembers(identity).length === 2);
    process.kill(identity.pid, "SIGKILL");
    await until(() => !isSameProcess(identity));
    expect(groupMembers(identity)).to.have.length(1);
    expect(markedProcesses(folder)).to.deep.equal(groupMembers(identity));
    await endGroup(identity, 5);
    expect(markedProcesses(folder)).to.deep.equal([]);
  });

  it("are killed when they ignore the request", async () => {
    const identity = await launch(`process.on("SIGTERM", () => undefined); console.log("up"); ${wait}`);
    await until(() => readFileSync(join(folder, "test.log"), "utf8").includes("up"));
    await endGroup(identity, 0.3);
    expect(isSameProcess(identity)).to.equal(false);
  });

  it("are not taken for others that got their id", async () => {
    const stranger = spawn(process.execPath, ["-e", wait], { detached: true, stdio: "ignore" });
    const pid = stranger.pid ?? 0;
    const stale = { pid, start: "an earlier start" };
    expect(isSameProcess(stale)).to.equal(false);
    expect(groupMembers(stale)).to.deep.equal([]);
    await endGroup(stale, 1);
    expect(processStart(pid)).to.not.equal(undefined);
    stranger.kill("SIGKILL");
  });

  it("get no AWS settings of the caller", async () => {
    const earlier = process.env["AWS_PROFILE"];
    process.env["AWS_PROFILE"] = "production";
    try {
      await launch("console.log(JSON.stringify(Object.keys(process.env)))");
      await until(() => readFileSync(join(folder, "test.log"), "utf8").includes("]"));
    } finally {
      if (earlier === undefined) Reflect.deleteProperty(process.env, "AWS_PROFILE");
      else process.env["AWS_PROFILE"] = earlier;
    }
    const names = JSON.parse(readFileSync(join(folder, "test.log"), "utf8")) as string[];
    expect(names.filter((name) => name.startsWith("AWS_"))).to.deep.equal([]);
    expect(names).to.include("PATH");
  });

  it("are told paths in UTF-8, whatever the caller's locale", async () => {
    const earlier = process.env["LC_ALL"];
    process.env["LC_ALL"] = "C";
    try {
      await launch("console.log(`${process.env.LC_ALL}.`)");
      await until(() => readFileSync(join(folder, "test.log"), "utf8").includes("."));
    } finally {
      if (earlier === undefined) Reflect.deleteProperty(process.env, "LC_ALL");
      else process.env["LC_ALL"] = earlier;
    }
    expect(readFileSync(join(folder, "test.log"), "utf8")).to.equal("C.UTF-8.\n");
  });

  it("that die while starting show the end of their log", async () => {
    const identity = await launch(`console.log("first"); console.error("port is gone"); process.exit(3);`);
    const readiness = {
      name: "trino",
      identity,
      url: "http://127.0.0.1:9/",
      logFile: join(folder, "test.log"),
      timeoutSeconds: 10,
      isReady: () => Promise.resolve(true),
    };
    const error: unknown = await waitUntilReady(readiness).catch((reason: unknown) => reason);
    expect((error as Error).message)
      .to.include("SANDBOX_PART_FAILED trino: it ended while starting")
      .and.include("port is gone")
      .and.include(join(folder, "test.log"));
  });

  it("log more than is shown", () => {
    const path = join(folder, "long.log");
    writeFileSync(path, Array.from({ length: 5_000 }, (_, line) => `line ${line}`).join("\n"));
    expect(tailOf(path, 2)).to.equal("line 4998\nline 4999");
    expect(tailOf(join(folder, "none.log"), 2)).to.equal("");
  });
});

describe("Ports of a sandbox", () => {
  it("are free, and a taken one is an error that names it", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).to.equal(false);
    const error: unknown = await requireFreePort(port, "LAKEHOUSE_SANDBOX_PORT", "unset it").catch((e: unknown) => e);
    expect((error as Error).message).to.include(
      `SANDBOX_PORT_TAKEN LAKEHOUSE_SANDBOX_PORT: port ${port} on 127.0.0.1 is in use. Fix: unset it.`,
    );
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).to.equal(true);
  });

  it("are below those that systems give to outgoing connections", async () => {
    const port = await chooseFreePort([]);
    expect(port).to.be.within(20_000, 29_999);
    expect(await isPortFree(port)).to.equal(true);
  });
});
