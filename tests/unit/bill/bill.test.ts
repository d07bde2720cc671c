import { expect } from "chai";
import fc from "fast-check";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadContracts } from "../../../contracts/index.ts";
import { billOf, totalOf, type BilledStack } from "../../support/bill/bill.ts";
import { withBills } from "../../support/bill/document.ts";
import { recordedResources, type Recorded } from "../infra/recorded.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const file = join(root, "docs", "operations.md");
const { bundle } = loadContracts(join(root, "contracts"));
const models = readdirSync(join(root, "sql", "curated")).filter((name) => name.endsWith(".sql")).length;

const stackOf = async (stack: string, options: readonly string[] = []): Promise<BilledStack> => ({
  resources: await recordedResources(stack, options),
  bundle,
  models,
});

const amount = (stack: BilledStack, what: RegExp, part: "idle" | "nightly"): number =>
  totalOf(
    billOf(stack).filter((line) => what.test(line.what)),
    part,
  );

describe("the bill in docs/operations.md", () => {
  it("is what the stacks' resources, the price list and a night come to (LAKEHOUSE_WRITE_DOCS=1 writes it)", async () => {
    const stacks = { dev: await stackOf("dev"), prod: await stackOf("prod") };
    const document = readFileSync(file, "utf8");
    const written = withBills(document, stacks);
    if (process.env["LAKEHOUSE_WRITE_DOCS"] === "1") writeFileSync(file, written);
    expect(readFileSync(file, "utf8")).to.equal(written);
    expect(() => withBills("# Operations", stacks)).to.throw("<!-- bill -->");
  });

  it("follows the settings: which nights crawl, which alarms there are, and the network", async () => {
    const [dev, more, enclosed] = await Promise.all([
      stackOf("dev"),
      stackOf("dev", ["lakehouse:crawl=nightly", 'lakehouse:alarms={"scope":"all"}']),
      stackOf("dev", ["lakehouse:network=private"]),
    ]);
    expect(amount(more, /crawlers/, "nightly")).to.be.closeTo(2 * 30 * 0.1467, 0.01);
    expect(amount(dev, /crawlers/, "nightly")).to.be.closeTo((2 * 52 * 0.1467) / 12, 0.01);
    expect(amount(more, /alarms/, "idle")).to.be.greaterThan(3 * amount(dev, /alarms/, "idle"));
    expect(amount(enclosed, /endpoints|NAT/, "idle")).to.be.greaterThan(amount(dev, /endpoints|NAT/, "idle") + 100);
  });

  it("grows by a key, a secret and an alarm as the list says", () => {
    const types = ["aws:kms/key:Key", "aws:secretsmanager/secret:Secret", "aws:cloudwatch/metricAlarm:MetricAlarm"];
    const resource = (type: string): Recorded => ({ type, name: type, inputs: {}, parent: null });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types), { maxLength: 30 }), (made) => {
        const idle = totalOf(billOf({ resources: made.map(resource), bundle, models }), "idle");
        const [keys = 0, secrets = 0, alarms = 0] = types.map((type) => made.filter((each) => each === type).length);
        expect(idle).to.be.closeTo(keys * 1 + secrets * 0.4 + alarms * 0.1, 1e-9);
      }),
    );
  });
});
