import { expect } from "chai";
import { after, before } from "mocha";
import type { ShownAnswer, ShownFailure } from "../../../cli/dashboards/protocol.ts";
import type { Serving } from "../../../cli/kept-up.ts";
import type { PartRole } from "../../../infra/permissions/roles.ts";
import { compileDashboard } from "../../../model/dashboards/quicksight/compile.ts";
import { visualsOf } from "../../../model/dashboards/definition.ts";
import { isAsking } from "../../../model/dashboards/kinds.ts";
import { readValues } from "../../../model/dashboards/parameters.ts";
import { statementOf } from "../../../model/dashboards/sql.ts";
import { reportKey } from "../../../model/names.ts";
import type { Report } from "../../../model/documents/report.ts";
import { lakehouse } from "../../support/command.ts";
import { serveDemos, type Served } from "./served.ts";

describe("dashboards", () => {
  let served: Served;
  let serving: Serving;
  const rowsOf: Served["rowsOf"] = (sql) => served.rowsOf(sql);
  const ask = async <Document>(path: string, from = serving): Promise<Document> =>
    (await (await fetch(new URL(path, from.url))).json()) as Document;

  before(async () => {
    served = await serveDemos();
    serving = await served.serve();
  });
  after(() => served.close());

  it("answer with every visual's figures, as SQL has them", async () => {
    const asked = served.read().flatMap(({ dashboard }) => {
      if (dashboard === undefined) throw new Error("a dashboard of the repository is broken");
      const visuals = visualsOf(dashboard).filter(({ kind }) => kind !== "text");
      return visuals.map(async ({ name, kind }) => {
        const answer = await ask<ShownAnswer>(`/data/dashboards/${dashboard.name}/visuals/${name}`);
        expect(answer.rows, `${dashboard.name}/${name} (${kind})`).to.not.have.length(0);
      });
    });
    await Promise.all(asked);
    const { rows } = await ask<ShownAnswer>(
      "/data/dashboards/operations/visuals/top-customers?period=2026-03-01..2026-03-01&service=ARC-E&service=ULK-P",
    );
    expect(rows).to.deep.equal(
      await rowsOf(
        `SELECT c.customer, sum(t.revenue_usd) FROM mission_curated.fct_transactions AS t
         JOIN mission_curated.dim_customers AS c ON c.customer_id = t.customer_id
         WHERE t.service_code IN ('ARC-E', 'ULK-P') AND t.recorded_on = DATE '2026-03-01'
         GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10`,
      ),
    );
    const { rows: rates } = await ask<ShownAnswer>("/data/dashboards/flights/visuals/airlines?airline=UA&airline=DL");
    expect(rates.map((row) => row[3])).to.have.members(
      (
        await rowsOf(
          `SELECT 1e0 * sum(on_time_flights) / sum(flights) FROM flights_curated.daily_on_time_rate
           WHERE carrier IN ('UA', 'DL') GROUP BY GROUPING SETS ((carrier), ())`,
        )
      ).map(([rate]) => rate),
    );
    const [country] = (await rowsOf("SELECT min(country_code) FROM mission_curated.dim_customers"))[0] ?? [];
    const { rows: months } = await ask<ShownAnswer>(
      `/data/dashboards/operations/visuals/months?region=${country ?? ""}`,
    );
    expect(months.map((row) => row[1])).to.deep.equal(
      (
        await rowsOf(
          `SELECT sum(t.revenue_usd) FROM mission_curated.fct_transactions AS t
           JOIN mission_curated.dim_customers AS c ON c.customer_id = t.customer_id
           WHERE c.country_code = '${country ?? ""}' GROUP BY date_trunc('month', t.recorded_on)
           ORDER BY date_trunc('month', t.recorded_on) DESC`,
        )
      ).map(([revenue]) => revenue),
    );
  });

  it("tell growth over a month and a year, also of what was only there before", async () => {
    const dashboard = served.read().find((one) => one.dashboard?.name === "operations")?.dashboard;
    const visual = dashboard && visualsOf(dashboard).find(({ name }) => name === "months");
    if (dashboard === undefined || visual === undefined || !isAsking(visual)) throw new Error("the months are gone");
    const { values } = readValues(dashboard, new URLSearchParams());
    const sql = statementOf(dashboard, visual, values)
      .replaceAll(
        "mission_curated.fct_transactions AS t",
        `(VALUES (DATE '2025-03-05', 'A', 1, 50.0), (DATE '2026-02-01', 'A', 1, 80.0), (DATE '2026-02-28', 'B', 2, 20.0),
          (DATE '2026-03-31', 'A', 1, 150.0)) AS t (recorded_on, service_code, customer_id, revenue_usd)`,
      )
      .replaceAll(
        "mission_curated.dim_customers AS c",
        "(VALUES (1, 'US'), (2, 'DE')) AS c (customer_id, country_code)",
      );
    expect(await rowsOf(sql)).to.deep.equal([
      ["2026-03-01", "150.0", "100.0", "0.5", "50.0", "2.0"],
      ["2026-02-01", "100.0", null, null, null, null],
      ["2025-04-01", "0.0", "50.0", "-1.0", null, null],
      ["2025-03-01", "50.0", null, null, null, null],
    ]);
  });

  it("tell the nights' rows as their reports do, and not otherwise", async () => {
    const columns = "run_id, dataset, landed_rows, loaded_rows, quarantined_rows, duplicate_rows, outside_rows, state";
    const figures = ["flights", "mission"].map((source) =>
      rowsOf(`SELECT ${columns} FROM ${source}_processed.dataset_nights`),
    );
    const rows = (await Promise.all(figures)).flat();
    const runs = [...new Set(rows.map(([run = ""]) => run ?? ""))];
    const reports = await Promise.all(
      runs.map(async (run) => (await served.lake.artifacts.read(reportKey(run))) as Report),
    );
    const told = reports.flatMap(({ runId, datasets }) =>
      datasets.map(({ datasetId, landed, loaded, quarantined, duplicates, outside = 0, state }) =>
        [runId, datasetId, landed, loaded, quarantined, duplicates, outside, state].map(String),
      ),
    );
    expect(rows).to.have.deep.members(told);
    const { rows: shown } = await ask<ShownAnswer>(
      "/data/dashboards/data-quality/visuals/datasets?dataset=mission.transactions",
    );
    const latest = rows
      .filter(([, dataset]) => dataset === "mission.transactions")
      .map((row) => row.slice(2, 7).join());
    expect(shown.map((row) => row.slice(3, 8).join())).to.not.deep.equal([]);
    for (const row of shown) expect(latest).to.include(row.slice(3, 8).join());
  });

  it("have data sets for QuickSight that answer whom they are for, with the types that they declare", async () => {
    const types: Readonly<Record<string, RegExp>> = {
      STRING: /^varchar/,
      INTEGER: /^bigint$/,
      DECIMAL: /^double$/,
      DATETIME: /^timestamp/,
    };
    // QuickSight has its own roles with the same grants; people's roles can be assumed here, Redshift's and the mail's
    // can't
    const services: readonly string[] = ["redshift", "mail"] satisfies readonly PartRole[];
    const people = served.lake.deployment.governance.principals.filter(({ name }) => !services.includes(name));
    for (const { name, persona } of people) {
      const engine = await served.lake.athenaAs(name);
      for (const { dashboard, relations } of served.read()) {
        if (dashboard?.audience.includes(persona) !== true) continue;
        for (const { query, sql, columns } of compileDashboard(dashboard, relations).dataSets) {
          const place = `${dashboard.name}/${query} as ${name}`;
          const answer = await engine.query(`SELECT * FROM (${sql}) LIMIT 2`);
          expect(answer.rows, place).to.not.have.length(0);
          expect(answer.columns.map((column) => column.name)).to.deep.equal(columns.map((column) => column.name));
          for (const [index, { type }] of columns.entries()) {
            expect(answer.columns[index]?.type, `${place}: ${columns[index]?.name ?? ""}`).to.match(
              types[type] ?? /^$/,
            );
          }
        }
      }
    }
  });

  it("sum up in QuickSight's data sets to what the page shows", async () => {
    const operations = served.read().find(({ dashboard }) => dashboard?.name === "operations");
    if (operations?.dashboard === undefined) throw new Error("the operations are gone");
    const { dataSets } = compileDashboard(operations.dashboard, operations.relations);
    const sql = dataSets.find(({ query }) => query === "transactions")?.sql ?? "";
    const { rows } = await ask<ShownAnswer>("/data/dashboards/operations/visuals/segments-and-services");
    const [total] = rows;
    const [sum] = await rowsOf(`SELECT sum(revenue_usd), sum(row_count) FROM (${sql})`);
    const [counted] = await rowsOf("SELECT count(*) FROM mission_curated.fct_transactions");
    expect(Number(sum?.[0])).to.be.closeTo(Number(total?.[2]), 0.01);
    expect(sum?.[1]).to.equal(counted?.[0]);
  });

  it("have nothing to plan where the stack has no QuickSight, and say how to turn it on", async () => {
    const { exitCode, stdout } = await lakehouse(["dashboards", "plan"]);
    expect([exitCode, stdout]).to.deep.equal([
      0,
      'Stack sandbox has no QuickSight: set lakehouse:quicksight.enabled to true in Pulumi.sandbox.yaml, name its groups and run "pulumi up" (docs/quicksight.md).\n',
    ]);
  });

  it("save rows alone, without their totals", async () => {
    const csv = await (await fetch(new URL("/data/dashboards/flights/visuals/airlines.csv", serving.url))).text();
    const [head, ...lines] = csv.trimEnd().split("\r\n");
    expect(head).to.equal("airline,sum_flights,sum_on_time_flights,ratio_on_time_flights");
    const [row] = await rowsOf("SELECT count(DISTINCT airline), sum(flights) FROM flights_curated.daily_on_time_rate");
    const flights = lines.reduce((sum, line) => sum + Number(/^(?:"[^"]*"|[^,]*),(\d+),/.exec(line)?.[1]), 0);
    expect([lines.length, flights]).to.deep.equal(row?.map(Number));
  });

  it("are served until the command is told to end", async () => {
    const ending = new AbortController();
    let address: string | undefined;
    let status: number | undefined;
    const { exitCode } = await lakehouse(["dashboards", "serve", "--port", "0", "--json"], {
      signal: ending.signal,
      onWritten: (text) => {
        address = (JSON.parse(text) as { url: string }).url;
        void fetch(address).then((answer) => {
          status = answer.status;
          ending.abort();
        });
      },
    });
    expect([exitCode, status]).to.deep.equal([0, 200]);
    expect(await fetch(String(address)).catch(() => "closed")).to.equal("closed");
  });

  it("take what the address bar says as a value, whatever it says", async () => {
    const hostile = encodeURIComponent("x') OR 1=1 --");
    const { rows } = await ask<ShownAnswer>(`/data/dashboards/flights/visuals/airlines?airline=${hostile}`);
    expect(rows.filter(([airline]) => airline !== null)).to.deep.equal([]);
  });

  it("say which column is closed to whoever looks, and let others be seen", async () => {
    const opened = served
      .read()
      .map((one) =>
        one.dashboard?.name === "operations"
          ? { ...one, dashboard: { ...one.dashboard, audience: ["bi" as const, ...one.dashboard.audience] } }
          : one,
      );
    const asBi = await served.serve("bi", () => opened);
    const { error } = await ask<ShownFailure>("/data/dashboards/operations/visuals/revenue", asBi);
    expect(error.problems.map(({ code }) => code)).to.deep.equal(["COLUMN_DENIED", "QUERY_FAILED"]);
    expect(error.problems[0]?.message).to.include("revenue_usd (confidential)");
    expect((await ask<ShownAnswer>("/data/dashboards/flights/visuals/flights", asBi)).rows).to.not.have.length(0);
    const closed = await ask<ShownFailure>("/data/dashboards/operations", await served.serve("bi"));
    expect(closed.error.problems.map(({ code }) => code)).to.deep.equal(["DASHBOARD_AUDIENCE"]);
  });

  it("answer no page but their own", async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(new URL("/data/dashboards", serving.url), { headers })).status;
    expect(await status({ "sec-fetch-site": "cross-site" })).to.equal(403);
    expect(await status({ "sec-fetch-site": "same-origin" })).to.equal(200);
  });
});
