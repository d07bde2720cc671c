import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { after, before } from "mocha";
import type { Browser, Page, Viewport } from "puppeteer-core";
import type { Serving } from "../../../cli/kept-up.ts";
import { hasBrowser, openBrowser } from "../../support/browser.ts";
import { lakehouse } from "../../support/command.ts";
import { expectScreenshot } from "../../support/screenshots.ts";
import { serveFiles } from "../../support/static-files.ts";
import { serveDemos, type Served } from "./served.ts";

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

describe("dashboards in Chromium", () => {
  let served: Served;
  let serving: Serving;
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];
  const rowsOf: Served["rowsOf"] = (sql) => served.rowsOf(sql);

  before(async function () {
    // A skipped test must be visible
    if (!hasBrowser) console.warn("      The page isn't tested: the package has a Chromium for Linux on x64 alone.");
    if (!hasBrowser) this.skip();
    const opened = await openBrowser();
    ({ browser } = opened);
    closing.push(opened.close);
    served = await serveDemos();
    closing.push(served.close);
    serving = await served.serve();
  });

  after(async () => {
    await Promise.all(closing.map((close) => close()));
  });

  const desktop = { width: 1400, height: 3000 };
  const open = async (path: string, url = serving.url, viewport: Viewport = desktop): Promise<Page> => {
    const page = await browser.newPage();
    await page.setViewport(viewport);
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
      ...served
        .read()
        .flatMap(({ dashboard }) => dashboard?.pages.map(({ name }) => `/d/${dashboard.name}?page=${name}`) ?? []),
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

  // Data quality shows all nights so far, to which other tests add
  // Airlines that no night's late updates touch in January, whichever nights other tests have run
  const january = "period=2013-01-01..2013-01-31&airline=VX&airline=FL&airline=F9&airline=HA&airline=OO";
  // Rows of the mission demo as tests run it; somebody's own sandbox may have run it with more
  const pictured = "1998";
  const firstNight = "period=2026-03-01..2026-03-01";
  const pictures: readonly (readonly [name: string, path: string, scheme: "light" | "dark", width: number])[] = [
    ["flights", `/d/flights?${january}`, "light", 1200],
    ["flights-delays", `/d/flights?page=delays&${january}`, "dark", 1200],
    ["flights-phone", `/d/flights?${january}`, "dark", 390],
    ["operations", `/d/operations?${firstNight}`, "light", 1200],
    ["operations-cost", `/d/operations?page=cost&${firstNight}`, "dark", 1200],
  ];
  for (const [name, path, scheme, width] of pictures) {
    it(`look as the picture ${name} does`, async function () {
      const [transactions] = await rowsOf("SELECT count(*) FROM mission_processed.transactions");
      if (path.startsWith("/d/operations") && transactions?.[0] !== pictured) {
        console.warn(
          `      This sandbox holds ${transactions?.[0] ?? "no"} transactions; the picture is of ${pictured}.`,
        );
        this.skip();
      }
      // Tall, because visuals are queried when they scroll into view
      const page = await open("/", serving.url, { width, height: 8000 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(new URL(path, serving.url).href);
      await settled(page);
      await page.setViewport({ width, height: 100 });
      await expectScreenshot(page, name);
      await page.close();
    });
  }

  it("show days as the lake has them, wherever the browser is", async () => {
    const page = await open("/d/flights?period=2013-01-01..2013-01-31");
    expect(await textOf(page, "[data-visual=flights] .when")).to.equal("31 Jan 2013");
    expect(await textOf(page, "[data-visual=flights-by-month] svg"))
      .to.include("Jan 2013")
      .and.not.include("Dec 2012");
    await page.close();
  });
});
