import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../../../contracts/index.ts";
import { recordedResources, statementsOf, type PolicyStatement, type Recorded } from "../../recorded.ts";

const { sources } = loadContracts(join(import.meta.dirname, "../../../../../contracts")).bundle;

describe("the crawlers of the raw zone", () => {
  let all: Recorded[];

  before(async () => {
    all = await recordedResources();
  });

  const statements = (policy: string): readonly PolicyStatement[] => {
    const found = all.find(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === policy);
    return statementsOf(found?.inputs["policy"]);
  };
  const crawlers = () => all.filter(({ type }) => type === "aws:glue/crawler:Crawler").map(({ inputs }) => inputs);

  it("are one per source, from its folder into its raw database", () => {
    expect(crawlers().map(({ name, databaseName, s3Targets }) => ({ name, databaseName, s3Targets }))).to.deep.equal(
      sources.map(({ name }) => ({
        name: `lakehouse-dev-crawl-${name}`,
        databaseName: `${name}_raw`,
        s3Targets: [{ path: `s3://lakehouse-dev-raw-123456789012/${name}/`, sampleSize: 3 }],
      })),
    );
  });

  it("make one table per dataset's folder, and keep it as it was last found", () => {
    for (const { configuration, schemaChangePolicy } of crawlers()) {
      const { Grouping: grouping } = JSON.parse(String(configuration)) as { Grouping: object };
      // bucket, source, dataset
      expect(grouping).to.include({ TableLevelConfiguration: 3 });
      expect(schemaChangePolicy).to.include({ updateBehavior: "UPDATE_IN_DATABASE" });
    }
  });

  it("don't run by themselves: a crawl is paid for, and the nights know when there is something", () => {
    expect(crawlers().filter((crawler) => "schedule" in crawler)).to.deep.equal([]);
  });

  it("read the sources' raw objects and write their raw databases, and nothing else", () => {
    const reached = statements("crawlers-policy").flatMap(({ Resource: resources }) => resources);
    const stores = reached.filter((resource) => /^arn:aws:(s3|glue):/.test(resource));
    const elsewhere = stores.filter((resource) => !/lakehouse-dev-raw-|:catalog$|\/\w+_raw(\/\*)?$/.test(resource));
    expect(elsewhere).to.deep.equal([]);
    const actions = statements("crawlers-policy").flatMap(({ Action: all }) => all);
    expect(actions.filter((action) => /^s3:(Put|Delete)/.test(action))).to.deep.equal([]);
  });

  it("are started by the nights, by name", () => {
    const statement = statements("nightly-policy").find(({ Sid }) => Sid === "Crawl");
    expect(statement).to.deep.include({
      Action: ["glue:StartCrawler", "glue:GetCrawler"],
      Resource: sources.map(({ name }) => `arn:aws:glue:us-east-1:123456789012:crawler/lakehouse-dev-crawl-${name}`),
    });
  });

  it("have what they found read by the report, which reads no object of the raw zone", () => {
    const report = statements("reporting-report-policy");
    const reading = report.find(({ Sid }) => Sid === "ReadInferredColumns");
    expect(reading?.Action).to.deep.equal(["glue:GetPartition", "glue:GetTables"]);
    const raw = report.filter(({ Resource: resources }) => resources.some((each) => /s3:::.*-raw-/.test(each)));
    expect(raw).to.deep.equal([]);
  });
});
