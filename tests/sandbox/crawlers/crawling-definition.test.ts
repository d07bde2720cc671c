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
import { visitsOf } from "../../../cli/aws/executions.ts";
import { crawling } from "../../../infra/components/crawling-definition.ts";
import type { Crawl } from "../../../lambdas/report/run-drift.ts";
import { crawlerFixture, type CrawlerFixture } from "../../support/crawlers.ts";
import { sandboxClientOptions } from "../../support/sandbox.ts";

describe("The night's branch that crawls, on Step Functions", () => {
  let fixture: CrawlerFixture;
  let sfn: SFNClient;
  let stateMachineArn: string;

  before(async () => {
    fixture = await crawlerFixture();
    sfn = new SFNClient(sandboxClientOptions());
    // names of crawlers are a prefix and the source's; here the whole name is the source's
    const definition = JSON.stringify({
      StartAt: "Both",
      States: { Both: { Type: "Parallel", Branches: [crawling({ partition: "aws", crawlerPrefix: "" })], End: true } },
    });
    const created = await sfn.send(
      new CreateStateMachineCommand({ name: `test-${randomUUID()}`, definition, roleArn: fixture.roleArn }),
    );
    stateMachineArn = created.stateMachineArn ?? "";
  });
  after(async () => {
    await sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    sfn.destroy();
    await fixture.remove();
  });

  const crawl = async (landedSources: readonly string[]) => {
    const input = JSON.stringify({ reconcile: { landedSources } });
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

  it("leaves its states in the history, each with its beginning and its end", async () => {
    const { visits } = await crawl([await fixture.crawler()]);
    const names = visits.map(({ name }) => name);
    expect(names.slice(0, 5)).to.deep.equal(["Both", "Crawl", "Start crawler", "Wait for crawler", "Look at crawler"]);
    expect(names.at(-1)).to.equal("Crawled");
    expect(visits.filter(({ exitedAt }) => exitedAt === undefined)).to.deep.equal([]);
  });
});
