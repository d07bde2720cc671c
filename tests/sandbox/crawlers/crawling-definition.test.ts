import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { crawling, type CrawlingParts } from "../../../infra/definitions/crawling.ts";
import { visitsOf } from "../../../aws/step-functions/executions.ts";
import type { Crawl } from "../../../lambdas/report/run-drift.ts";
import { crawlerFixture, type CrawlerFixture } from "../../support/crawlers.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

/** Before and after any crawl of these tests. */
const longAgo = "2020-01-31T02:00:00.000Z";
const ahead = "2999-01-31T02:00:00.000Z";

describe("The night's branch that crawls, on Step Functions", () => {
  let fixture: CrawlerFixture;
  let sfn: SFNClient;
  let machines: Record<CrawlingParts["crawl"], string>;

  before(async () => {
    fixture = await crawlerFixture();
    sfn = new SFNClient(sandboxClientOptions());
    machines = { drift: await machine("drift"), nightly: await machine("nightly") };
  });
  after(async () => {
    for (const stateMachineArn of Object.values(machines)) {
      await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    }
    sfn.destroy();
    await fixture.remove();
  });

  const machine = async (crawl: CrawlingParts["crawl"]): Promise<string> => {
    // a crawler's name is a prefix and the source's name; here the prefix is empty
    const definition = JSON.stringify({
      StartAt: "Both",
      States: {
        Both: { Type: "Parallel", Branches: [crawling({ partition: "aws", crawlerPrefix: "", crawl })], End: true },
      },
    });
    const created = await sfn.send(
      new CreateStateMachineCommand({ name: `test-${randomUUID()}`, definition, roleArn: fixture.roleArn }),
    );
    return created.stateMachineArn ?? "";
  };

  const crawl = async (
    crawlers: readonly string[],
    {
      drifted = false,
      crawlDueBefore = longAgo,
      crawls: when = "drift",
    }: { drifted?: boolean; crawlDueBefore?: string; crawls?: CrawlingParts["crawl"] } = {},
  ) => {
    const landedSources = crawlers.map((source) => ({ source, drifted }));
    const input = JSON.stringify({ reconcile: { landedSources, crawlDueBefore } });
    const stateMachineArn = machines[when];
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    for (;;) {
      const { status, output = "null" } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== "RUNNING") {
        const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
        const [branch] = JSON.parse(output) as readonly { readonly crawls: readonly Crawl[] }[];
        return { status, crawls: branch?.crawls ?? [], visits: visitsOf(events ?? []) };
      }
      await sleep(100);
    }
  };

  it("answers how each crawl ended, and fails for none", async () => {
    await fixture.land("source/orders/run=one/page-000000.jsonl.gz", [{ id: 1 }]);
    const fine = await fixture.crawler();
    const broken = await fixture.crawler({ Configuration: "" });
    const { status, crawls } = await crawl([fine, broken, "no-such-crawler"]);
    expect(status).to.equal("SUCCEEDED");
    expect(crawls.map(({ source }) => source)).to.deep.equal([fine, broken, "no-such-crawler"]);
    expect(crawls[0]?.lastCrawl?.Status).to.equal("SUCCEEDED");
    expect(crawls[1]?.lastCrawl).to.include({ Status: "FAILED" });
    expect(crawls[1]?.lastCrawl?.ErrorMessage).to.contain("TableLevelConfiguration");
    expect(crawls[2]?.failure?.Error).to.equal("Glue.EntityNotFoundException");
    expect(Object.keys(await fixture.tables())).to.deep.equal(["orders"]);
  });

  it("has nothing to do where nothing landed", async () => {
    expect(await crawl([])).to.deep.include({ status: "SUCCEEDED", crawls: [] });
  });

  it("crawls a source that never was, and not again while its fields are what they were", async () => {
    const crawler = await fixture.crawler();
    await fixture.land("source/orders/run=one/page-000000.jsonl.gz", [{ id: 1 }]);
    const [first] = (await crawl([crawler])).crawls;
    expect(first?.lastCrawl?.Status).to.equal("SUCCEEDED");
    expect((await crawl([crawler])).crawls).to.deep.equal([{ source: crawler, notDue: true }]);
  });

  it("crawls again a source whose fields differ, whose last crawl is too old, or when every night does", async () => {
    const crawler = await fixture.crawler();
    await fixture.crawl(crawler);
    const statusOf = async (how: Parameters<typeof crawl>[1]) =>
      (await crawl([crawler], how)).crawls[0]?.lastCrawl?.Status;
    expect(await statusOf({ drifted: true })).to.equal("SUCCEEDED");
    expect(await statusOf({ crawlDueBefore: ahead })).to.equal("SUCCEEDED");
    expect(await statusOf({ crawls: "nightly" })).to.equal("SUCCEEDED");
    expect(await statusOf({})).to.equal(undefined);
  });

  it("crawls again after a crawl that failed, however young", async () => {
    const broken = await fixture.crawler({ Configuration: "" });
    await fixture.crawl(broken);
    expect((await crawl([broken])).crawls[0]?.lastCrawl).to.include({ Status: "FAILED" });
  });

  it("leaves its states in the history, each with its beginning and its end", async () => {
    const { visits } = await crawl([await fixture.crawler()]);
    const names = visits.map(({ name }) => name);
    expect(names.slice(0, 8)).to.deep.equal([
      "Both",
      "Crawl",
      "Drifted?",
      "Look at last crawl",
      "Due?",
      "Start crawler",
      "Wait for crawler",
      "Look at crawler",
    ]);
    expect(names.at(-1)).to.equal("Crawled");
    expect(visits.filter(({ exitedAt }) => exitedAt === undefined)).to.deep.equal([]);
  });
});
