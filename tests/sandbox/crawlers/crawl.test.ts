import { StartCrawlerCommand, StopCrawlerCommand, UpdateCrawlerCommand } from "@aws-sdk/client-glue";
import { expect } from "chai";
import { columnTypes, crawlerFixture, type CrawlerFixture } from "../../support/crawlers.ts";
import "../../support/sandbox.ts";

const page = (dataset: string, run: string, number = 0): string =>
  `source/${dataset}/run=${run}/page-${number.toString().padStart(6, "0")}.jsonl.gz`;

describe("A crawl", () => {
  let fixture: CrawlerFixture;

  beforeEach(async () => {
    fixture = await crawlerFixture();
  });
  afterEach(() => fixture.remove());

  const errorName = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => "none",
      (error: unknown) => (error as Error).name,
    );

  it("makes one table per dataset, partitioned by run, as Glue describes JSON", async () => {
    await fixture.land(page("orders", "one"), [{ id: 1 }]);
    await fixture.land(page("orders", "two"), [{ id: 2 }]);
    await fixture.land(page("Late-Payers", "one"), [{ id: 1 }]);
    const { LastCrawl: last } = await fixture.crawl(await fixture.crawler());
    expect(last?.ErrorMessage).to.equal(undefined);
    expect(last).to.include({ Status: "SUCCEEDED", LogGroup: "/aws-glue/crawlers" });

    const tables = await fixture.tables();
    expect(Object.keys(tables).sort()).to.deep.equal(["late_payers", "orders"]);
    const { orders } = tables;
    expect(orders?.PartitionKeys).to.deep.equal([{ Name: "run", Type: "string" }]);
    expect(orders?.TableType).to.equal("EXTERNAL_TABLE");
    expect(orders?.Parameters).to.include({
      classification: "json",
      compressionType: "gzip",
      typeOfData: "file",
      objectCount: "2",
      CrawlerSchemaSerializerVersion: "1.0",
    });
    expect(orders?.StorageDescriptor).to.include({ Location: `s3://${fixture.bucket}/source/orders/` });
    expect(orders?.StorageDescriptor?.SerdeInfo?.SerializationLibrary).to.equal("org.openx.data.jsonserde.JsonSerDe");
    const partitions = await fixture.partitions("orders");
    expect(partitions.map(({ Values: values }) => values)).to.have.deep.members([["one"], ["two"]]);
    expect(partitions[0]?.StorageDescriptor?.Location).to.equal(
      `s3://${fixture.bucket}/source/orders/run=${partitions[0]?.Values?.[0] ?? ""}/`,
    );
  });

  it("infers primitive, nested and mixed types, and spells columns in lower case", async () => {
    await fixture.put(
      page("orders", "one").replace(".gz", ""),
      [
        '{"Id":1,"big":9007199254740993,"rate":1.5,"count":1,"open":true,"at":"2026-01-31T00:00:00Z","note":null}',
        '{"Id":2147483648,"big":1,"rate":2,"count":2.5,"open":false,"at":"x","mixed":1,"note":null,' +
          '"where":{"Lat":1,"tags":["a"]},"legs":[{"n":1},{"n":2,"far":true}],"none":[]}',
        '{"Id":3,"mixed":"two","where":{"lat":1.5}}',
      ].join("\n"),
    );
    await fixture.crawl(await fixture.crawler());
    const { orders } = await fixture.tables();
    expect(columnTypes(orders)).to.deep.equal({
      id: "bigint",
      big: "bigint",
      rate: "double",
      count: "double",
      open: "boolean",
      at: "string",
      note: "string",
      mixed: "string",
      where: "struct<lat:double,tags:array<string>>",
      legs: "array<struct<n:int,far:boolean>>",
      none: "array<string>",
    });
    expect(orders?.Parameters).to.include({ compressionType: "none", recordCount: "3" });
    expect(orders?.StorageDescriptor?.SerdeInfo?.Parameters?.["paths"]).to.contain("Id,at,big");
  });

  it("gives each partition the columns of its own files, and the table those of all", async () => {
    await fixture.land(page("orders", "one"), [{ id: 1, gone: "x", total: 1 }]);
    await fixture.land(page("orders", "two"), [{ id: 2, total: "2", added: true }]);
    await fixture.crawl(await fixture.crawler());
    const byRun = Object.fromEntries(
      (await fixture.partitions("orders")).map((partition) => [partition.Values?.[0] ?? "", columnTypes(partition)]),
    );
    expect(byRun).to.deep.equal({
      one: { id: "int", gone: "string", total: "int" },
      two: { id: "int", total: "string", added: "boolean" },
    });
    expect(columnTypes((await fixture.tables())["orders"])).to.deep.equal({
      id: "int",
      gone: "string",
      total: "string",
      added: "boolean",
    });
  });

  it("looks into as many files of a folder as SampleSize says", async () => {
    for (const number of [0, 1, 2]) await fixture.land(page("orders", "one", number), [{ [`f${number}`]: 1 }]);
    await fixture.crawl(await fixture.crawler());
    expect(Object.keys(columnTypes((await fixture.tables())["orders"]))).to.deep.equal(["f0", "f1"]);
  });

  it("looks into the first megabyte of a file", async () => {
    const filler = Array.from({ length: 1_100 }, (_, id) => ({ id, text: "x".repeat(1_000) }));
    await fixture.land(page("orders", "one"), [...filler, { id: 0, late: true }]);
    await fixture.crawl(await fixture.crawler());
    expect(columnTypes((await fixture.tables())["orders"])).to.deep.equal({ id: "int", text: "string" });
  });

  it("updates what is there when it is repeated, and removes what has gone", async () => {
    await fixture.land(page("orders", "one"), [{ id: 1, gone: 1 }]);
    await fixture.land(page("refunds", "one"), [{ id: 1 }]);
    const crawler = await fixture.crawler();
    await fixture.crawl(crawler);
    await fixture.land(page("orders", "two"), [{ id: 2, added: 1 }]);
    await fixture.removeObject(page("orders", "one"));
    await fixture.removeObject(page("refunds", "one"));
    await fixture.crawl(crawler);
    const tables = await fixture.tables();
    expect(Object.keys(tables)).to.deep.equal(["orders"]);
    expect(Object.keys(columnTypes(tables["orders"]))).to.deep.equal(["id", "added"]);
    expect((await fixture.partitions("orders")).map(({ Values: values }) => values)).to.deep.equal([["two"]]);
  });

  it("leaves the catalog as it is where the policy says LOG", async () => {
    await fixture.land(page("orders", "one"), [{ id: 1 }]);
    const policy = { UpdateBehavior: "LOG", DeleteBehavior: "LOG" } as const;
    const crawler = await fixture.crawler({ SchemaChangePolicy: policy });
    await fixture.crawl(crawler);
    await fixture.land(page("orders", "two"), [{ id: 1, added: 1 }]);
    await fixture.crawl(crawler);
    expect(Object.keys(columnTypes((await fixture.tables())["orders"]))).to.deep.equal(["id"]);
  });

  it("makes no table of what is not JSON, nor of files above the tables' level", async () => {
    await fixture.put(page("orders", "one").replace(".gz", ""), "id,name\n1,x\n");
    await fixture.put("source/readme.json", '{"a":1}\n');
    await fixture.land(page("refunds", "one"), [{ id: 1 }]);
    await fixture.crawl(await fixture.crawler());
    expect(Object.keys(await fixture.tables())).to.deep.equal(["refunds"]);
  });

  it("runs once at a time, and says so", async () => {
    const crawler = await fixture.crawler();
    await fixture.land(page("orders", "one"), [{ id: 1 }]);
    // a crawl begins by assuming its role and creating its clients, which takes longer than the next call
    await fixture.start(crawler);
    const second = await errorName(fixture.glue.send(new StartCrawlerCommand({ Name: crawler })));
    const change = await errorName(fixture.glue.send(new UpdateCrawlerCommand({ Name: crawler, Description: "x" })));
    const { State: state } = await fixture.ended(crawler);
    expect([second, change, state]).to.deep.equal(["CrawlerRunningException", "CrawlerRunningException", "READY"]);
    const idle = await errorName(fixture.glue.send(new StopCrawlerCommand({ Name: crawler })));
    expect(idle).to.equal("CrawlerNotRunningException");
  });

  it("is cancelled by StopCrawler", async () => {
    const crawler = await fixture.crawler();
    for (let run = 0; run < 40; run += 1) await fixture.land(page("orders", run.toString()), [{ id: run }]);
    await fixture.start(crawler);
    await fixture.glue.send(new StopCrawlerCommand({ Name: crawler }));
    expect((await fixture.ended(crawler)).LastCrawl?.Status).to.equal("CANCELLED");
    expect(await fixture.tables()).to.deep.equal({});
  });

  it("fails with the reason when its bucket is missing or its configuration can't be followed", async () => {
    const lost = await fixture.crawler({ Targets: { S3Targets: [{ Path: "s3://no-such-bucket-here/source/" }] } });
    const { LastCrawl: missing } = await fixture.crawl(lost);
    expect(missing?.Status).to.equal("FAILED");
    expect(missing?.ErrorMessage).to.contain("NoSuchBucket");
    const { LastCrawl: guessing } = await fixture.crawl(await fixture.crawler({ Configuration: "" }));
    expect(guessing).to.include({ Status: "FAILED" });
    expect(guessing?.ErrorMessage).to.contain("TableLevelConfiguration");
  });
});
