import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { withFileLock } from "../../../sandbox/file-lock.ts";
import { requireUsableFolders, sandboxFolders } from "../../../sandbox/folders.ts";
import { processStart } from "../../../sandbox/processes/identity.ts";
import { requireDiskSpace } from "../../../sandbox/setup/disk-space.ts";
import { emptyState, readState, writeState, type SandboxState } from "../../../sandbox/state.ts";

describe("A sandbox's state", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "state-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("is read as it was written, by its owner only", () => {
    const file = join(folder, "deep", "state.json");
    const state: SandboxState = {
      formatVersion: 1,
      ports: { emulator: 20_001 },
      parts: {
        emulator: { identity: { pid: 1, start: "2" }, port: 20_001, logFile: "/l", settings: "s" },
      },
      source: { url: "http://127.0.0.1:20002", token: "secret" },
    };
    writeState(file, state);
    expect(readState(file)).to.deep.equal(state);
    expect(statSync(file).mode & 0o077).to.equal(0);
  });

  it("is empty where there is none, and where the file is torn or of another format", () => {
    const file = join(folder, "state.json");
    expect(readState(file)).to.deep.equal(emptyState);
    writeFileSync(file, '{"formatVersion":1,"po');
    expect(readState(file)).to.deep.equal(emptyState);
    writeFileSync(file, '{"formatVersion":2}');
    expect(readState(file)).to.deep.equal(emptyState);
  });

  it("can lie in another folder, and the cache where the user keeps caches", () => {
    const folders = sandboxFolders({ LAKEHOUSE_SANDBOX_FOLDER: folder, XDG_CACHE_HOME: "/caches" });
    expect(folders.stateFile).to.equal(join(folder, "state.json"));
    expect(folders.cache).to.equal("/caches/lakehouse-sandbox");
    expect(sandboxFolders({ HOME: "/h" }).root).to.match(/\.sandbox$/);
  });

  it("may lie anywhere but where a list of paths would be cut", () => {
    const at = (root: string, cache: string) => () => {
      requireUsableFolders({ root, cache });
    };
    expect(at("/dätä ☃/x y/'\"%#$;", "/cäche")).to.not.throw();
    expect(at("/a,b", "/cache")).to.throw(/^SANDBOX_FOLDER_UNUSABLE \/a,b: its path has "," in it.* Fix: move/m);
    expect(at("/a", "/ca:che")).to.throw(/^SANDBOX_FOLDER_UNUSABLE \/ca:che: its path has ":" in it/m);
  });
});

describe("A lock between commands", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-"));
    path = join(folder, "lock");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("lets one in after the other, also when one fails", async () => {
    const events: string[] = [];
    const turn = (name: string, fails: boolean) => async (): Promise<void> => {
      events.push(`${name} in`);
      await sleep(50);
      events.push(`${name} out`);
      if (fails) throw new Error(name);
    };
    await Promise.allSettled([withFileLock(path, 5, turn("a", true)), withFileLock(path, 5, turn("b", false))]);
    expect(events).to.have.length(4);
    expect([events[0]?.[0], events[2]?.[0]].sort()).to.deep.equal(["a", "b"]);
    expect(events[1]).to.equal(`${events[0]?.[0] ?? ""} out`);
    expect(existsSync(path)).to.equal(false);
  });

  it("ignores a holder that is gone, and one whose id another process got", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(path, JSON.stringify({ pid, start: "1" }));
    expect(await withFileLock(path, 5, () => Promise.resolve("entered"))).to.equal("entered");
    writeFileSync(path, JSON.stringify({ pid: process.pid, start: "an earlier start" }));
    expect(await withFileLock(path, 5, () => Promise.resolve("entered"))).to.equal("entered");
  });

  it("says who holds it when waiting takes too long", async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, start: processStart(process.pid) }));
    const error: unknown = await withFileLock(path, 0.3, () => Promise.resolve()).catch((reason: unknown) => reason);
    expect((error as Error).message).to.include(`process ${process.pid} has held the lock`);
  });
});

describe("Disk space", () => {
  it("that lacks is an error with both numbers before anything is fetched", () => {
    const missing = join(tmpdir(), "not", "yet", "there");
    expect(() => {
      requireDiskSpace(missing, 1);
    }).to.not.throw();
    expect(() => {
      requireDiskSpace(missing, 2 ** 60);
    }).to.throw(/SANDBOX_DISK_FULL .*1099511627776 MiB are needed, \d+ MiB are free/);
  });
});
