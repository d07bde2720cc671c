import { expect } from "chai";
import { deploymentOf } from "../../../../../infra/quicksight/publications.ts";
import { definitionInputs } from "../../../../../infra/quicksight/inputs.ts";
import { inputsOf, recordedResources, resourcesOf, statementsOf, type Recorded } from "../../recorded.ts";

const settings = {
  enabled: true,
  groups: { analyst: ["lakehouse-analysts"], bi: ["lakehouse-bi"] },
  authors: { analyst: ["lakehouse-authors"] },
};
const option = (more: object = {}): string => `lakehouse:quicksight=${JSON.stringify({ ...settings, ...more })}`;
const of = (kind: string): string => `aws:quicksight/${kind}:${kind[0]?.toUpperCase() ?? ""}${kind.slice(1)}`;
const group = (name: string, region = "us-east-1"): string =>
  `arn:aws:quicksight:${region}:123456789012:group/default/${name}`;

interface Definition {
  readonly dataSetIdentifiersDeclarations: readonly { readonly identifier: string; readonly dataSetArn: string }[];
  readonly sheets: readonly object[];
}

describe("QuickSight", () => {
  let all: readonly Recorded[];

  before(async () => {
    all = await recordedResources("dev", [option()]);
  });

  it("isn't there unless it is turned on, in any stack", async () => {
    for (const stack of ["dev", "prod"]) {
      const resources = await recordedResources(stack);
      expect(resources.filter(({ type }) => /quicksight/i.test(type))).to.deep.equal([]);
    }
  });

  it("publishes each dashboard once for every persona of its audience that has groups", () => {
    const published = resourcesOf(all, of("dashboard")).map(({ inputs }) => inputs["dashboardId"]);
    expect(published).to.have.members([
      "lakehouse-dev_data-quality_analyst",
      "lakehouse-dev_flights_analyst",
      "lakehouse-dev_flights_bi",
      "lakehouse-dev_operations_analyst",
    ]);
    expect(resourcesOf(all, of("analysis")).map(({ inputs }) => inputs["analysisId"])).to.have.members(published);
    expect(resourcesOf(all, of("folderMembership")).map(({ inputs }) => inputs["memberId"])).to.have.members(published);
  });

  it("asks Athena as the persona's role, which Lake Formation lets in as it does people", () => {
    const role = "arn:aws:iam::123456789012:role/lakehouse-dev-quicksight-analyst";
    expect(inputsOf(all, of("dataSource"), "quicksight-analyst")["parameters"]).to.deep.equal({
      athena: { workGroup: "lakehouse-dev", roleArn: role },
    });
    const grants = (principal: unknown) =>
      resourcesOf(all, "aws:lakeformation/permissions:Permissions")
        .filter(({ inputs }) => inputs["principal"] === principal)
        .map(({ inputs }) => JSON.stringify({ ...inputs, principal: "" }))
        .sort();
    expect(grants(role)).to.deep.equal(grants("arn:aws:iam::123456789012:role/analyst"));
    expect(grants(role)).not.to.deep.equal(grants("arn:aws:iam::123456789012:role/bi"));
  });

  it("lets the role ask and read answers, and nothing else", () => {
    const own = statementsOf(inputsOf(all, "aws:iam/rolePolicy:RolePolicy", "quicksight-analyst-policy")["policy"]);
    const people = statementsOf(inputsOf(all, "aws:iam/policy:Policy", "query-access-query")["policy"]);
    expect(own).to.deep.equal(people.filter(({ Sid }) => own.some((one) => one.Sid === Sid)));
    expect(own.flatMap(({ Action }) => Action).filter((action) => /^(s3|kms):/.test(action))).to.have.members([
      ...["s3:GetBucketLocation", "s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
      ...["kms:Decrypt", "kms:GenerateDataKey"],
    ]);
    const trust = inputsOf(all, "aws:iam/role:Role", "quicksight-analyst-role")["assumeRolePolicy"];
    expect(statementsOf(trust)).to.deep.include({
      Effect: "Allow",
      Principal: { Service: "quicksight.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("lets the roles use the key of results", () => {
    const key = resourcesOf(all, "aws:kms/key:Key").find(({ name }) => name.includes("results"));
    expect(JSON.stringify(key?.inputs["policy"])).to.contain("lakehouse-dev-quicksight-analyst");
  });

  it("shows dashboards to the persona's groups, and lets its authors alone use data sets", () => {
    const dashboard = inputsOf(all, of("dashboard"), "quicksight-flights-analyst")["permissions"] as readonly object[];
    expect(dashboard).to.deep.equal(
      [group("lakehouse-analysts"), group("lakehouse-authors")].map((principal) => ({
        principal,
        actions: ["quicksight:DescribeDashboard", "quicksight:ListDashboardVersions", "quicksight:QueryDashboard"],
      })),
    );
    const dataSet = inputsOf(all, of("dataSet"), "quicksight-flights-daily-analyst")["permissions"];
    expect((dataSet as readonly { principal: string }[]).map(({ principal }) => principal)).to.deep.equal([
      group("lakehouse-authors"),
    ]);
    expect(inputsOf(all, of("dataSet"), "quicksight-flights-daily-bi")["permissions"]).to.deep.equal([]);
  });

  it("finds groups where the account keeps its users", async () => {
    const resources = await recordedResources("dev", [option({ identityRegion: "eu-west-1" })]);
    const [first] = inputsOf(resources, of("folder"), "quicksight-bi")["permissions"] as readonly {
      principal: string;
    }[];
    expect(first?.principal).to.equal(group("lakehouse-bi", "eu-west-1"));
  });

  it("keeps columns with confidential values to the persona's groups", () => {
    const { columnLevelPermissionRules } = inputsOf(all, of("dataSet"), "quicksight-operations-cost-analyst");
    expect(columnLevelPermissionRules).to.deep.equal([
      {
        columnNames: ["daily_budget_usd", "operating_cost_usd"],
        principals: [group("lakehouse-analysts"), group("lakehouse-authors")],
      },
    ]);
    expect(
      inputsOf(all, of("dataSet"), "quicksight-flights-daily-analyst")["columnLevelPermissionRules"],
    ).to.deep.equal([]);
  });

  it("marks places on maps in their data sets", () => {
    const maps = inputsOf(all, of("dataSet"), "quicksight-flights-destinations-bi")["logicalTableMaps"];
    expect(JSON.stringify(maps)).to.contain('"columnGeographicRole":"LATITUDE"').and.to.contain('"LONGITUDE"');
  });

  it("declares the data sets of a definition in the order of their names, by ARNs that are known before", () => {
    const { definition } = inputsOf(all, of("dashboard"), "quicksight-flights-analyst") as unknown as {
      definition: Definition;
    };
    expect(definition.dataSetIdentifiersDeclarations).to.deep.equal(
      ["airlines", "daily", "destinations", "flights", "weather"].map((identifier) => ({
        identifier,
        dataSetArn: `arn:aws:quicksight:us-east-1:123456789012:dataset/lakehouse-dev_flights_${identifier}_analyst`,
      })),
    );
    expect(definition.sheets).to.have.length(2);
    expect(inputsOf(all, of("analysis"), "quicksight-flights-analyst")["definition"]).to.deep.equal(definition);
  });

  it("copies data sets after each night when they are held in SPICE", async () => {
    const resources = await recordedResources("dev", [option({ mode: "spice" })]);
    const dataSets = resourcesOf(resources, of("dataSet"));
    expect(new Set(dataSets.map(({ inputs }) => inputs["importMode"]))).to.deep.equal(new Set(["SPICE"]));
    const machine = inputsOf(resources, "aws:sfn/stateMachine:StateMachine", "nightly-machine");
    const { States } = JSON.parse(String(machine["definition"])) as { States: Record<string, { Result?: unknown }> };
    expect(States["Copies"]?.Result).to.have.members(dataSets.map(({ inputs }) => inputs["dataSetId"]));
    const policy = inputsOf(resources, "aws:iam/rolePolicy:RolePolicy", "nightly-policy")["policy"];
    expect(statementsOf(policy).find(({ Sid }) => Sid === "RefreshCopies")).to.deep.include({
      Action: ["quicksight:CreateIngestion"],
      Resource: ["arn:aws:quicksight:us-east-1:123456789012:dataset/lakehouse-dev_*"],
    });
  });

  it("leaves the night as it is when each visual asks Athena", () => {
    const machine = inputsOf(all, "aws:sfn/stateMachine:StateMachine", "nightly-machine");
    expect(String(machine["definition"])).not.to.contain("quicksight");
  });

  it("says in the deployment who has readers there", () => {
    const place = { partition: "aws", region: "us-east-1", accountId: "123456789012", prefix: "lakehouse-dev" };
    expect(deploymentOf({ place, mode: "direct", groups: { bi: ["b"], auditor: ["a"], analyst: [] } })).to.deep.equal({
      mode: "direct",
      prefix: "lakehouse-dev",
      personas: ["bi", "auditor"],
    });
  });
});

describe("definitions as inputs of the provider", () => {
  it("have its names, which are the API's in camel case but for a few", () => {
    expect(
      definitionInputs({
        DataSetIdentifierDeclarations: [{ Identifier: "q", DataSetArn: "arn" }],
        ParameterDeclarations: [{ StringParameterDeclaration: { Name: "p", ValueWhenUnset: { CustomValue: "x" } } }],
        Sheets: [{ Visuals: [{ KPIVisual: { VisualId: "v", ChartConfiguration: { KPIOptions: {} } } }] }],
      }),
    ).to.deep.equal({
      dataSetIdentifiersDeclarations: [{ identifier: "q", dataSetArn: "arn" }],
      parameterDeclarations: [{ stringParameterDeclaration: { name: "p", valuesWhenUnset: { customValue: "x" } } }],
      sheets: [{ visuals: [{ kpiVisual: { visualId: "v", chartConfiguration: { kpiOptions: {} } } }] }],
    });
  });

  it("call a number's format by the provider's name, in each of the places where it stands", () => {
    const format = { NumberDisplayFormatConfiguration: { Prefix: "#" } };
    expect(
      definitionInputs({
        NumericalMeasureField: { FormatConfiguration: { FormatConfiguration: format } },
        Values: [{ FormatConfiguration: { NumberFormatConfiguration: { FormatConfiguration: format } } }],
      }),
    ).to.deep.equal({
      numericalMeasureField: {
        formatConfiguration: { numericFormatConfiguration: { numberDisplayFormatConfiguration: { prefix: "#" } } },
      },
      values: [
        {
          formatConfiguration: {
            numberFormatConfiguration: {
              numericFormatConfiguration: { numberDisplayFormatConfiguration: { prefix: "#" } },
            },
          },
        },
      ],
    });
  });

  it("have places on the grid as text, of which 0 is one", () => {
    expect(definitionInputs({ Elements: [{ ColumnIndex: 0, ColumnSpan: 12, RowIndex: 6, RowSpan: 6 }] })).to.deep.equal(
      {
        elements: [{ columnIndex: "0", columnSpan: 12, rowIndex: "6", rowSpan: 6 }],
      },
    );
  });
});
