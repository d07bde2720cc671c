import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { after, before } from "mocha";
import type { Browser, Page } from "puppeteer-core";
import { openLake, type Lake } from "../../../cli/aws/lake.ts";
import { Answers } from "../../../cli/dashboards/answers.ts";
import { buildAssets } from "../../../cli/dashboards/assets.ts";
import { readDashboards } from "../../../cli/dashboards/read.ts";
import { serveDashboards, type Serving } from "../../../cli/dashboards/server.ts";
import type { ShownAnswer, ShownFailure } from "../../../cli/dashboards/protocol.ts";
import { Views } from "../../../cli/dashboards/views.ts";
import { principalNamed } from "../../../cli/principals.ts";
import type { CheckedDashboard } from "../../../model/dashboards/checked.ts";
import { visualsOf } from "../../../model/dashboards/definition.ts";
import { reportKey } from "../../../model/names.ts";
import type { Report } from "../../../model/run.ts";
import { isAsking } from "../../../model/dashboards/kinds.ts";
import { readValues } from "../../../model/dashboards/parameters.ts";
import { statementOf } from "../../../model/dashboards/sql.ts";
import { hasBrowser, openBrowser } from "../../support/browser.ts";
import { lakehouse } from "../../support/command.ts";
import { flightsDemo } from "../../support/flights-demo.ts";
import { missionDemo } from "../../support/mission-demo.ts";
import { figuresOfNights } from "../../support/night-figures.ts";
import { serveFiles } from "../../support/static-files.ts";
import { useSandboxInProcess } from "../../support/sandbox.ts";

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

describe("dashboards", () => {
  let lake: Lake;
  let read: () => readonly CheckedDashboard[];
  let serving: Serving;
  const closing: (() => Promise<void>)[] = [];

  const serve = async (as?: string, dashboards = read): Promise<Serving> => {
    const principal = as === undefined ? undefined : principalNamed(lake.deployment.governance.principals, as);
    const engine = as === undefined ? lake.athena : await lake.athenaAs(as);
    const { signal } = new AbortController();
    const answers = new Answers({ engine, freshSeconds: 3600, timeoutSeconds: 60, signal });
    const views = new Views({ read: dashboards, answers, ...(principal && { principal }) });
    const made = await serveDashboards(views, await buildAssets(), 0);
    closing.push(made.close);
    return made;
  };
  const ask = async <Document>(path: string, from = serving): Promise<Document> =>
    (await (await fetch(new URL(path, from.url))).json()) as Document;
  const rowsOf = async (sql: string): Promise<readonly (readonly (string | null)[])[]> =>
    (await lake.athena.query(sql)).rows;

  before(async () => {
    useSandboxInProcess();
    await flightsDemo();
    await missionDemo();
    lake = await openLake("sandbox");
    await figuresOfNights(lake);
    read = await readDashboards();
    serving = await serve();
  });
  after(async () => {
    await Promise.all(closing.map((close) => close()));
  });

  it("answer with every visual's figures, as SQL has them", async () => {
    const asked = read().flatMap(({ dashboard }) => {
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
    const dashboard = read().find((one) => one.dashboard?.name === "operations")?.dashboard;
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
    const reports = await Promise.all(runs.map(async (run) => (await lake.artifacts.read(reportKey(run))) as Report));
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
    const opened = read().map((one) =>
      one.dashboard?.name === "operations"
        ? { ...one, dashboard: { ...one.dashboard, audience: ["bi" as const, ...one.dashboard.audience] } }
        : one,
    );
    const asBi = await serve("bi", () => opened);
    const { error } = await ask<ShownFailure>("/data/dashboards/operations/visuals/revenue", asBi);
    expect(error.problems.map(({ code }) => code)).to.deep.equal(["COLUMN_DENIED", "QUERY_FAILED"]);
    expect(error.problems[0]?.message).to.include("revenue_usd (confidential)");
    expect((await ask<ShownAnswer>("/data/dashboards/flights/visuals/flights", asBi)).rows).to.not.have.length(0);
    const closed = await ask<ShownFailure>("/data/dashboards/operations", await serve("bi"));
    expect(closed.error.problems.map(({ code }) => code)).to.deep.equal(["DASHBOARD_AUDIENCE"]);
  });

  it("answer no page but their own", async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(new URL("/data/dashboards", serving.url), { headers })).status;
    expect(await status({ "sec-fetch-site": "cross-site" })).to.equal(403);
    expect(await status({ "sec-fetch-site": "same-origin" })).to.equal(200);
  });

  describe("in Chromium", () => {
    let browser: Browser;
    before(async function () {
      // A test that isn't run has to be seen
      if (!hasBrowser) console.warn("      The page isn't tested: the package has a Chromium for Linux on x64 alone.");
      if (!hasBrowser) this.skip();
      browser = await openBrowser();
      closing.push(() => browser.close());
    });

    const open = async (path: string, url = serving.url): Promise<Page> => {
      const page = await browser.newPage();
      await page.setViewport({ width: 1400, height: 3000 });
      await page.emulateTimezone("America/Los_Angeles");
      await page.goto(new URL(path, url).href);
      await settled(page);
      return page;
    };
    const settled = async (page: Page): Promise<void> => {
      await page.waitForSelector(".card, ul.list");
      await page.waitForFunction(
        "[...document.querySelectorAll('.card:not(.text)')].every((card) => !card.hasAttribute('aria-busy') && card.querySelector('.foot, .problem')?.textContent)",
      );
    };
    const textOf = async (page: Page, selector: string): Promise<string> =>
      String(await page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`));

    it("open without a problem, and without what axe finds, in light and dark", async () => {
      for (const path of [
        "/",
        ...read().flatMap(
          ({ dashboard }) => dashboard?.pages.map(({ name }) => `/d/${dashboard.name}?page=${name}`) ?? [],
        ),
      ]) {
        const page = await open(path);
        expect(await page.$$(".problem"), path).to.have.length(0);
        await page.evaluate(axe);
        for (const value of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
          const { violations } = (await page.evaluate("axe.run()")) as { violations: readonly { id: string }[] };
          expect(
            violations.map(({ id }) => id),
            `${path} ${value}`,
          ).to.deep.equal([]);
        }
        await page.close();
      }
    });

    it("are built as files that show the same wherever they lie, to those alone whom they are for", async () => {
      const folder = mkdtempSync(join(tmpdir(), "lakehouse-site-"));
      closing.push(() => rm(folder, { recursive: true }));
      for (const as of ["analyst", "bi"]) {
        const built = await lakehouse(["dashboards", "build", "--as", as, "--out", join(folder, as)]);
        expect(built.exitCode, built.stderr).to.equal(0);
        expect(built.stdout).to.match(/dashboards? in \d+ files, .*, as \w+ sees them/);
      }
      expect(existsSync(join(folder, "analyst", "data", "dashboards", "operations.json"))).to.equal(true);
      expect(existsSync(join(folder, "bi", "data", "dashboards", "operations.json"))).to.equal(false);
      const site = await serveFiles(folder);
      closing.push(site.close);
      const page = await open("/analyst/?dashboard=flights", site.url);
      const [row] = await rowsOf("SELECT sum(flights) FROM flights_curated.daily_on_time_rate");
      expect(await textOf(page, "[data-visual=airlines] tr.total td:nth-child(2)")).to.equal(
        Number(row?.[0]).toLocaleString("en-US"),
      );
      expect(await page.$$(".problem")).to.have.length(0);
      expect(await page.$$(".card.chart svg")).to.not.have.length(0);
      await page.close();
      const taken = await lakehouse(["dashboards", "build", "--as", "bi", "--out", folder, "--json"]);
      expect([taken.exitCode, taken.stdout]).to.deep.include(1);
      expect(taken.stdout).to.include("SITE_FOLDER_TAKEN");
    });

    it("show the query's numbers, before a filter and after it, and keep it in the address", async () => {
      const page = await open("/d/flights");
      const total = "[data-visual=airlines] tr.total td:nth-child(2)";
      const flights = async (where: string): Promise<string> => {
        const [row] = await rowsOf(`SELECT sum(flights) FROM flights_curated.daily_on_time_rate ${where}`);
        return Number(row?.[0]).toLocaleString("en-US");
      };
      expect(await textOf(page, total)).to.equal(await flights(""));
      await page.waitForSelector("details.choice input[value=UA]");
      await page.click("details.choice summary");
      await page.click("details.choice input[value=UA]");
      const filtered = await flights("WHERE carrier = 'UA'");
      await page.waitForFunction(`document.querySelector("${total}")?.textContent === "${filtered}"`);
      expect(new URL(page.url()).searchParams.getAll("airline")).to.deep.equal(["UA"]);
      await page.goBack();
      const all = await flights("");
      await page.waitForFunction(`document.querySelector("${total}")?.textContent === "${all}"`);
      await page.close();
    });

    it("show days as the lake has them, wherever the browser is", async () => {
      const page = await open("/d/flights?period=2013-01-01..2013-01-31");
      expect(await textOf(page, "[data-visual=flights] .when")).to.equal("31 Jan 2013");
      expect(await textOf(page, "[data-visual=flights-by-month] svg"))
        .to.include("Jan 2013")
        .and.not.include("Dec 2012");
      await page.close();
    });
  });
});
