import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { bundleFunctions } from "../../../../infra/artifacts/functions.ts";
import { functionNames } from "../../../../model/parts.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");

describe("code of the functions", () => {
  const folder = mkdtempSync(join(tmpdir(), "lakehouse-bundles-"));
  const bundles = bundleFunctions(root).code;

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("is the same in every build and in every checkout", () => {
    for (const part of ["aws", "lambdas", "model", "sources", "package.json", "tsconfig.json"]) {
      cpSync(join(root, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    expect(bundleFunctions(folder).code).to.deep.equal(bundles);
    expect(bundleFunctions(root).code).to.deep.equal(bundles);
  });

  it("changes when a source changes", () => {
    const changed = join(folder, "lambdas", "plan", "handler.ts");
    writeFileSync(changed, "export const handler = () => 'changed';");
    const { plan, ...others } = bundleFunctions(folder).code;
    const { plan: planBefore, ...othersBefore } = bundles;
    expect(plan).not.to.equal(planBefore);
    expect(others).to.deep.equal(othersBefore);
  });

  it("names nothing of the machine that it was built on", () => {
    for (const code of Object.values(bundles)) {
      expect(code.includes(root)).to.equal(false);
    }
  });

  for (const name of functionNames) {
    it(`needs nothing but Node to load ${name}`, () => {
      const file = join(mkdtempSync(join(folder, "alone-")), "index.mjs");
      writeFileSync(file, bundles[name]);
      const load = `import(${JSON.stringify(file)}).then((m) => console.log(typeof m.handler))`;
      const settings = {
        AWS_REGION: "us-east-1",
        RAW_BUCKET: "raw",
        ARTIFACTS_BUCKET: "artifacts",
        PROCESSED_BUCKET: "processed",
        CURATED_BUCKET: "curated",
        LEDGER_TABLE: "ledger",
        MAILS_KEY: "mails/x.json",
        MAIL_FROM: "lakehouse@example.com",
        MAIL_TO: "{}",
        WORKGROUP: "lakehouse",
        PAGE_QUEUE_URL: "http://127.0.0.1:1/queue",
        BUNDLE_KEY: "contracts/x.json",
        SOURCES: '{"flights":{"address":"https://operations.example.com","secretId":"token"}}',
        MAINTENANCE:
          '{"enabled":true,"snapshotRetentionDays":14,"orphanFileRetentionDays":7,"roleArn":"arn:aws:iam::123456789012:role/x"}',
        ROTATIONS: '{"arn:token":{"name":"flights","url":"https://operations.example.com/tokens"}}',
        STATE_MACHINE_ARN: "arn:aws:states:us-east-1:123456789012:stateMachine:x",
        MAX_RECEIVE_COUNT: "5",
        REPORT_TOPIC_ARN: "arn:aws:sns:us-east-1:123456789012:x",
        SCHEDULES_ENABLED: "true",
        SOURCE_TIMEOUT_SECONDS: "30",
        PATIENCE_SECONDS: "120",
      };
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", load], {
        env: settings,
        encoding: "utf8",
      });
      expect(stdout.trim(), stderr.slice(-1000)).to.equal("function");
    });
  }
});
