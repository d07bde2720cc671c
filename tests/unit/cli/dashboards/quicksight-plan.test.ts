import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { QuickSightClient } from "@aws-sdk/client-quicksight";
import { expect } from "chai";
import { planDashboards, type AssetChange } from "../../../../cli/dashboards/quicksight/plan.ts";
import { quickSightCheck } from "../../../../cli/doctor/after/quicksight.ts";
import { quickSightReader } from "../../../../aws/quicksight/deployed-dashboards.ts";
import { renderDashboardsPlan } from "../../../../cli/output/dashboards-plan.ts";
import type { QuickSightDeployment } from "../../../../model/documents/deployment.ts";
import { ProblemsError } from "../../../../model/validation/problem.ts";
import { at, everyKind, withVisuals } from "../../model/dashboards/quicksight/every-kind.ts";

const account = "123456789012";
const arnOf = (id: string): string => `arn:aws:quicksight:us-east-1:${account}:dataset/${id}`;
const compiled = withVisuals(everyKind);
const [dataSet] = compiled.dataSets;
const id = "lakehouse-dev_shops_analyst";
const setId = "lakehouse-dev_shops_sales_analyst";

const deployment: QuickSightDeployment = {
  mode: "direct",
  prefix: "lakehouse-dev",
  personas: ["analyst", "bi"],
};

/** Timestamps are sent as seconds. */
const asSent = (definition: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(definition), (_key, value: unknown) =>
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) / 1000 : value,
  ) as Record<string, unknown>;

/** `DescribeDashboardDefinition` and `DescribeDataSet` with responses as in AWS's API reference. */
const definitionAnswer = () => ({
  DashboardId: id,
  Name: "Shops",
  ResourceStatus: "CREATION_SUCCESSFUL",
  Definition: asSent(compiled.definition(() => arnOf(setId))),
});
const dataSetAnswer = () => ({
  DataSet: {
    Arn: arnOf(setId),
    DataSetId: setId,
    ImportMode: "DIRECT_QUERY",
    PhysicalTableMap: {
      answer: {
        CustomSql: {
          DataSourceArn: "arn",
          Name: "sales",
          SqlQuery: dataSet?.sql ?? "",
          Columns: dataSet?.columns.map(({ name, type }) => ({ Name: name, Type: type })),
        },
      },
    },
    LogicalTableMap: {
      answer: {
        Alias: "sales",
        Source: { PhysicalTableId: "answer" },
        DataTransforms: Object.entries(dataSet?.geography ?? {}).map(([column, role]) => ({
          TagColumnOperation: { ColumnName: column, Tags: [{ ColumnGeographicRole: role }] },
        })),
      },
    },
    ColumnLevelPermissionRules: [{ ColumnNames: dataSet?.closed, Principals: ["arn"] }],
  },
});
const subscription = (edition: string) => ({ AccountInfo: { AccountName: "a", Edition: edition } });

describe("plan of what changes in QuickSight", () => {
  let server: Server;
  let client: QuickSightClient;
  /** Responses by request path; any other path returns a 404, as in the API. */
  let answers: Map<string, object>;

  before(async () => {
    server = createServer((request, response) => {
      const answer = answers.get((request.url ?? "").split("?")[0] ?? "");
      if (answer === undefined) response.setHeader("x-amzn-errortype", "ResourceNotFoundException");
      response.statusCode = answer === undefined ? 404 : 200;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer ?? { Message: "not found" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    client = new QuickSightClient({
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    });
  });

  after(async () => {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => {
    answers = new Map<string, object>([
      [`/account/${account}`, subscription("ENTERPRISE")],
      [`/accounts/${account}/dashboards`, { DashboardSummaryList: [{ DashboardId: id }] }],
      [`/accounts/${account}/data-sets`, { DataSetSummaries: [{ DataSetId: setId }] }],
      [`/accounts/${account}/dashboards/${id}/definition`, definitionAnswer()],
      [`/accounts/${account}/data-sets/${setId}`, dataSetAnswer()],
    ]);
  });

  const plan = async (of = deployment, dashboards = [compiled]): Promise<readonly AssetChange[]> =>
    planDashboards(dashboards, of, arnOf, await quickSightReader(client, account));

  const problemOf = (edition: string | undefined): Promise<string> => {
    if (edition === undefined) answers.delete(`/account/${account}`);
    else answers.set(`/account/${account}`, subscription(edition));
    return plan().then(
      () => "none",
      (error: unknown) => (error instanceof ProblemsError ? (error.problems[0]?.code ?? "") : String(error)),
    );
  };

  it("has nothing to do where QuickSight has what the files say", async () => {
    const changes = await plan();
    expect(changes.map(({ change, id: of }) => `${change} ${of}`)).to.deep.equal([`same ${id}`, `same ${setId}`]);
    expect(renderDashboardsPlan(changes, false)).to.equal(
      "QuickSight: 2 dashboards and data sets; 0 to add, 0 to change, 0 to remove, 2 as declared.",
    );
  });

  it("adds what isn't there yet", async () => {
    answers = new Map<string, object>([
      [`/account/${account}`, subscription("ENTERPRISE_AND_Q")],
      [`/accounts/${account}/dashboards`, {}],
      [`/accounts/${account}/data-sets`, {}],
    ]);
    const changes = await plan();
    expect(changes.map(({ change, kind }) => `${change} ${kind}`)).to.deep.equal(["add dashboard", "add data set"]);
  });

  it("shows what changes of visuals by path and of SQL by line", async () => {
    const dashboard = definitionAnswer();
    const box = at(dashboard.Definition as never, "Sheets", 0, "TextBoxes", 0) as unknown as { Content: string };
    box.Content = "<text-box>old</text-box>";
    answers.set(`/accounts/${account}/dashboards/${id}/definition`, dashboard);
    const set = dataSetAnswer();
    set.DataSet.PhysicalTableMap.answer.CustomSql.SqlQuery = (dataSet?.sql ?? "").replace("AS varchar", "AS char(9)");
    answers.set(`/accounts/${account}/data-sets/${setId}`, set);
    const text = renderDashboardsPlan(await plan(), false);
    expect(text).to.contain(
      [
        "~ dashboard shops for analyst",
        "    ~ text a-text",
        '        Content: "<text-box>old</text-box>" → "<text-box><inline font-size',
      ].join("\n"),
    );
    expect(text).to.match(/~ data set shops\/sales for analyst\n {4}@@ .* @@\n/);
    expect(text).to.contain('    -  CAST(q."shop" AS char(9)) AS "shop"');
    expect(text).to.contain('    +  CAST(q."shop" AS varchar) AS "shop"');
    expect(text).to.match(/2 to change, 0 to remove, 0 as declared\.\n"pulumi up" applies the changes\.$/);
  });

  it("removes what was published and no file says any more", async () => {
    // Others are left alone, whatever their names
    const dashboards = [id, "lakehouse-dev_gone_bi", "lakehouse-dev2_gone_bi", "sales", "lakehouse-dev_by-hand"];
    answers.set(`/accounts/${account}/dashboards`, {
      DashboardSummaryList: dashboards.map((DashboardId) => ({ DashboardId })),
    });
    answers.set(`/accounts/${account}/data-sets`, {
      DataSetSummaries: [{ DataSetId: setId }, { DataSetId: "lakehouse-dev_gone_q_bi" }],
    });
    const changes = await plan();
    expect(changes.filter(({ change }) => change === "remove").map((one) => one.id)).to.deep.equal([
      "lakehouse-dev_gone_bi",
      "lakehouse-dev_gone_q_bi",
    ]);
  });

  it("publishes for those alone who are the dashboard's audience and have groups", async () => {
    const changes = await plan(deployment, [{ ...compiled, audience: ["bi", "auditor"] }]);
    expect(changes.filter(({ change }) => change === "add").map((one) => one.id)).to.deep.equal([
      "lakehouse-dev_shops_bi",
      "lakehouse-dev_shops_sales_bi",
    ]);
  });

  it("is told beside it by doctor whether the data sources reach Athena", async () => {
    const source = (Status: string, ErrorInfo?: object) => ({ DataSource: { Status, ErrorInfo } });
    answers.set(`/accounts/${account}/data-sources/lakehouse-dev_analyst`, source("CREATION_SUCCESSFUL"));
    answers.set(
      `/accounts/${account}/data-sources/lakehouse-dev_bi`,
      source("CREATION_FAILED", { Type: "ACCESS_DENIED", Message: "the role can't be assumed" }),
    );
    const look = (of: QuickSightDeployment | undefined) =>
      quickSightCheck(of, () => Promise.resolve({ client, account })).look({} as never, new AbortController().signal);
    expect(await look(deployment)).to.deep.equal([
      { state: "ok", found: "data source lakehouse-dev_analyst queries Athena as analyst" },
      {
        state: "failed",
        found: "data source lakehouse-dev_bi is CREATION_FAILED: the role can't be assumed",
        fix: 'let QuickSight assume its role, and run "pulumi up"',
      },
    ]);
    answers.delete(`/accounts/${account}/data-sources/lakehouse-dev_bi`);
    expect(await look(deployment)).to.have.length(1);
    expect(await look(undefined)).to.deep.equal({ state: "skipped", found: "the stack has no QuickSight" });
  });

  it("needs a subscription, to the edition with groups", async () => {
    expect(await problemOf(undefined)).to.equal("QUICKSIGHT_NOT_SUBSCRIBED");
    expect(await problemOf("STANDARD")).to.equal("QUICKSIGHT_EDITION");
    expect(await problemOf("ENTERPRISE")).to.equal("none");
  });
});
