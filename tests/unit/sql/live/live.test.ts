import { expect } from "chai";
import { liveType, resultColumn } from "../../../../sql/live/column-types.ts";
import { catalogObject, redshiftLiveObject } from "../../../../sql/live/live-objects.ts";
import { redshiftObjects, type RedshiftCatalog } from "../../../../sql/live/redshift-objects.ts";
import { decodeView } from "../../../../sql/live/stored-view.ts";
import { canonicalQuery, canonicalStatements } from "../../../../sql/project/canonical.ts";

describe("types as engines spell them", () => {
  it("are one spelling, without what changes unnoticed", () => {
    const spelled = {
      "timestamp(6) with time zone": "timestamp with time zone",
      "character varying(256)": "varchar",
      varchar: "varchar",
      "decimal(38,4)": "decimal(38,4)",
      "numeric(38, 4)": "decimal(38,4)",
      "array(row(a varchar, b decimal(1,0)))": "array",
      int8: "bigint",
      "double precision": "double",
    };
    for (const [type, expected] of Object.entries(spelled)) expect(liveType(type), type).to.equal(expected);
  });

  it("keep a decimal's size in a statement's result, and nothing else", () => {
    expect(resultColumn({ name: "A", type: "decimal", precision: 14, scale: 2 })).to.deep.equal({
      name: "a",
      type: "decimal(14,2)",
    });
    expect(resultColumn({ name: "a", type: "varchar", precision: 2_147_483_647, scale: 0 }).type).to.equal("varchar");
  });
});

const storedText = (view: unknown): string =>
  `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString("base64")} */`;
const stored = {
  originalSql:
    "SELECT\n  t.day day\n, count(*) transactions\nFROM\n  mission_processed.transactions t\nGROUP BY t.day\n",
  columns: [
    { name: "day", type: "date" },
    { name: "seen_at", type: "timestamp(6) with time zone" },
  ],
};

describe("a view as Athena stores it", () => {
  it("is read with its columns", () => {
    const view = decodeView(storedText(stored));
    expect(view?.sql).to.match(/^SELECT/);
    expect(view?.columns).to.deep.equal([
      { name: "day", type: "date" },
      { name: "seen_at", type: "timestamp with time zone" },
    ]);
    expect(decodeView("SELECT 1")).to.equal(undefined);
  });

  it("is what was declared, however it was written", () => {
    const declared =
      'select T.day as "day", COUNT(*) AS transactions -- all of them\nfrom mission_processed.transactions AS t group by t.day';
    const table = { database: "mission_curated", name: "v", isView: true, text: storedText(stored), columns: [] };
    const live = catalogObject(table);
    expect(live).to.include({ id: "view mission_curated.v", canonical: canonicalQuery(declared, "trino") });
    expect(catalogObject({ ...table, text: "SELECT 1" }).canonical).to.equal("SELECT 1");
  });
});

describe("a model's table", () => {
  const columns = [{ name: "day", type: "date" }];
  const table = { database: "mission_curated", name: "m", isView: false, text: "", columns };
  const applied = {
    ...{ declared: "d", stored: "d", definition: "day date", sql: "s", statements: [], dependsOn: [] },
    columns,
  };
  const revision = { revision: 1, finished: true, bundleKey: "b", objects: { "model mission_curated.m": applied } };

  it("is what the newest revision left while it has its columns", () => {
    expect(catalogObject(table, revision).canonical).to.equal("d");
    const changed = { ...table, columns: [...columns, { name: "more", type: "string" }] };
    expect(catalogObject(changed, revision).canonical).to.equal("day date,\nmore string");
    expect(catalogObject(table).canonical).to.equal("day date");
  });
});

const roleArn = "arn:aws:iam::000000000000:role/redshift";
const catalog: RedshiftCatalog = {
  schemas: [["reporting"], ["mission"], ["public"]],
  externalSchemas: [["mission", "mission_curated", `{"IAM_ROLE":"${roleArn}"}`]],
  views: [
    [
      "reporting",
      "revenue",
      "CREATE VIEW reporting.revenue AS SELECT r.day FROM mission.daily AS r WITH NO SCHEMA BINDING;",
    ],
    ["reporting", "bound", "SELECT 1"],
    ["public", "others", "CREATE VIEW public.others AS SELECT 1 WITH NO SCHEMA BINDING"],
  ],
  viewColumns: [["reporting", "revenue", "day", "character varying(10)", "1"]],
  roles: [["bi"], ["other"]],
  schemaPrivileges: [["reporting", "USAGE", "bi"]],
  relationPrivileges: [["reporting", "revenue", "SELECT", "bi"]],
  maskingPolicies: [
    ["mask", '[{"colname":"mail","type":"character varying(256)"}]', `[{"expr":"'***'","type":"text"}]`],
  ],
  maskingAttachments: [["mask", "reporting", "revenue", "bi", "role", "10", '["mail"]', '["mail"]']],
};
const managed = ["external schema mission", "schema reporting", "role bi", "masking policy mask"];

describe("Redshift's catalog", () => {
  const readLive = () => redshiftObjects(catalog, new Set(managed), roleArn).map(redshiftLiveObject);

  it("is read as far as it is ours", () => {
    const live = readLive();
    expect(live.map(({ id }) => id).sort()).to.deep.equal([...managed, "late-binding view reporting.revenue"].sort());
    expect(live.find(({ kind }) => kind === "late-binding view")?.columns).to.deep.equal([
      { name: "day", type: "varchar" },
    ]);
  });

  it("is what the statements that made it say", () => {
    const live = readLive();
    const declared = {
      "external schema mission": [
        "create external schema if not exists mission from data catalog database 'mission_curated' iam_role default",
      ],
      "schema reporting": ["CREATE SCHEMA IF NOT EXISTS reporting", "GRANT USAGE ON SCHEMA reporting TO ROLE bi"],
      "late-binding view reporting.revenue": [
        "CREATE OR REPLACE VIEW reporting.revenue AS\nSELECT r.day -- the day\nFROM mission.daily AS r\nWITH NO SCHEMA BINDING",
        "GRANT SELECT ON reporting.revenue TO ROLE bi",
        "ATTACH MASKING POLICY mask ON reporting.revenue (mail) TO ROLE bi PRIORITY 10",
      ],
      "role bi": ["CREATE ROLE bi"],
      "masking policy mask": ["CREATE MASKING POLICY mask WITH (mail VARCHAR(256)) USING ('***')"],
    };
    for (const [id, statements] of Object.entries(declared)) {
      expect(live.find((object) => object.id === id)?.canonical, id).to.equal(canonicalStatements(statements));
    }
  });
});
