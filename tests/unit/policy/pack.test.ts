import { expect } from "chai";
import type { Resource } from "../../../policy/rule.ts";
import { startPack, unknownStringValue, urnOf, type Diagnostic, type RunningPack } from "../../support/policy-pack.ts";
import { aws, keyArn } from "../../support/policy.ts";
import { recordedResources } from "../infra/recorded.ts";

describe("the policy pack", () => {
  let pack: RunningPack;

  before(async () => {
    pack = await startPack();
  });
  after(() => pack.stop());

  const about = async (rule: string, resources: readonly Resource[], stack = "dev"): Promise<readonly Diagnostic[]> =>
    (await pack.analyze(resources, stack)).filter(({ policyname }) => policyname === rule);

  it("has nothing to say about the program", async () => {
    expect(await pack.analyze(await recordedResources(), "dev")).to.deep.equal([]);
  });

  it("stops the update for the resource that breaks a rule, and says how to mend it", async () => {
    const queue = aws("sqs/queue", { name: "pages", kmsMasterKeyId: "alias/aws/sqs" });
    const [found, ...more] = await about("sqs-customer-key", [queue]);
    expect(more).to.deep.equal([]);
    expect(found).to.include({ urn: urnOf(queue, "dev"), enforcementlevel: 1 });
    expect(found?.message).to.contain('kmsMasterKeyId is "alias/aws/sqs", it must be a customer-managed key. Fix: ');
    expect(await about("sqs-customer-key", [aws("sqs/queue", { kmsMasterKeyId: keyArn })])).to.deep.equal([]);
  });

  it("notes what can't be known at preview, and judges the rest", async () => {
    const unknown = aws("sqs/queue", { name: "pages", kmsMasterKeyId: unknownStringValue }, "unknown");
    const known = aws("sqs/queue", { name: "dead", kmsMasterKeyId: "alias/aws/sqs" }, "known");
    const found = await about("sqs-customer-key", [unknown, known]);
    expect(found.map(({ urn, enforcementlevel }) => [urn, enforcementlevel])).to.deep.equal([
      [urnOf(known, "dev"), 1],
      ["", 0],
    ]);
    expect(found[1]?.message).to.contain("can't be known during preview");
  });

  it("makes the exceptions of the stack that is previewed", async () => {
    const table = aws("dynamodb/table", { name: "ledger", deletionProtectionEnabled: false }, "ledger-table");
    expect(await about("dynamodb-deletion-protection", [table], "dev")).to.have.length(0);
    expect(await about("dynamodb-deletion-protection", [table], "prod")).to.have.length(1);
  });
});
