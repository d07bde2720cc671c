/** A kind of source takes its folder and a row: everything else works with what it offers. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { extractPage } from "../../../lambdas/extract/extract-page.ts";
import { parsePageMessage } from "../../../lambdas/extract/page-message.ts";
import { planRun } from "../../../lambdas/plan/plan-run.ts";
import { reconcileRun } from "../../../lambdas/reconcile/reconcile-run.ts";
import { compileContracts } from "../../../model/contracts/compile.ts";
import type { Manifest } from "../../../model/documents/manifest.ts";
import type { PageMessage } from "../../../model/documents/page-message.ts";
import type { Bundle } from "../../../model/documents/contract-bundle.ts";
import { connectorsOf } from "../../../sources/connectors.ts";
import { sourceKinds } from "../../../sources/index.ts";
import type { ConnectorPorts } from "../../../sources/ports.ts";
import { bundleKey, fakeClock, memoryLedger, noStandings, window } from "../lambdas/fakes.ts";
import { calendar } from "./calendar.ts";

const kinds = [...sourceKinds, calendar];

const compile = (pageDays = "1000", of = kinds) =>
  compileContracts(
    {
      sources: {
        file: "sources.yaml",
        text: `sources:
  - { name: calendar, description: Days, kind: calendar, firstYear: 2020, years: 10 }
  - { name: shop, description: Shop, kind: rest, auth: { type: none } }`,
      },
      contracts: [
        {
          file: "calendar.days.odcs.yaml",
          text: `apiVersion: v3.1.0
kind: DataContract
id: calendar.days
name: Days
version: 1.0.0
status: active
domain: calendar
description: { purpose: Days to join by. }
team: { name: calendar }
schema:
  - name: days
    logicalType: object
    physicalType: table
    properties:
      - { name: day, description: The day., logicalType: date, required: true, primaryKey: true, primaryKeyPosition: 1, classification: public }
      - { name: weekday, description: 0 is Sunday., logicalType: integer, physicalType: int, required: true, classification: public }
slaProperties:
  - { property: frequency, value: 1, unit: d, scheduler: EventBridge, schedule: cron(30 2 * * ? *) }
  - { property: retention, value: 30, unit: d }
  - { property: latency, value: 26, unit: h }
customProperties:
  - { property: lakehouseGroup, value: calendar }
  - { property: lakehouseTimeZone, value: UTC }
  - { property: lakehouseWriteMode, value: replace }
  - { property: lakehousePageDays, value: ${pageDays} }`,
        },
      ],
    },
    of.map(({ contracts }) => contracts),
  );

const bundleOf = (result: ReturnType<typeof compile>): Bundle => {
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.bundle;
};

const connectorPorts: ConnectorPorts = {
  readSecret: () => Promise.reject(new Error("a calendar has no secret")),
  takeFromRate: () => Promise.reject(new Error("a calendar has no rate")),
  timeoutSeconds: 1,
  clock: fakeClock(),
};
const locations = new Map([["calendar", { address: "gregorian" }]]);

/** Plans, extracts, and reconciles with the real functions; `spoil` may change what extraction lands. */
const run = async (bundle: Bundle, spoil: (messages: readonly PageMessage[]) => readonly PageMessage[]) => {
  const ledger = memoryLedger();
  const objects = new Map<string, Uint8Array>();
  const documents = new Map<string, unknown>();
  const messages: PageMessage[] = [];
  const ports = {
    readBundle: () => Promise.resolve(bundle),
    connectorOf: connectorsOf(locations, connectorPorts, kinds),
    ledger,
    now: () => Date.parse("2026-01-06T02:00:00.000Z"),
  };
  const input = { runId: "calendar-20260105T000000Z-20260106T000000Z-a1", group: "calendar", window };
  await planRun({ ...input, taskToken: "t" }, 0, {
    ...ports,
    bundleKey,
    standings: noStandings,
    send: (sent) => {
      messages.push(...sent);
      return Promise.resolve();
    },
    resume: () => Promise.resolve("RESUMED"),
    isRunning: () => Promise.resolve(false),
  });
  const raw = {
    putOnce: (key: string, body: Uint8Array) => {
      objects.set(key, body);
      return Promise.resolve("WRITTEN" as const);
    },
    list: () => Promise.resolve([...objects].map(([key, body]) => ({ key, bytes: body.byteLength }))),
    readStart: (key: string, bytes: number) =>
      Promise.resolve(objects.get(key)?.subarray(0, bytes) ?? new Uint8Array()),
  };
  for (const message of spoil(messages)) {
    const delivery = { deadline: 0, isLast: () => Promise.resolve(true) };
    await extractPage(parsePageMessage("m", JSON.stringify(message)), delivery, { ...ports, raw });
  }
  const artifacts = {
    write: (key: string, document: unknown) => {
      documents.set(key, document);
      return Promise.resolve();
    },
  };
  const jobLimits = { workers: 2, timeoutMinutes: 60 };
  const result = await reconcileRun({ ...input, jobLimits }, 0, { ...ports, raw, artifacts, rawBucket: "raw" });
  const manifest = documents.get(result.manifestKey) as Manifest;
  return { item: ledger.items.get("calendar.days"), objects, messages, result, manifest };
};

describe("a new kind of source", () => {
  it("is planned, extracted, and reconciled by the functions as they are", async () => {
    const { item, objects, messages, result, manifest } = await run(bundleOf(compile()), (all) => all);
    expect(item).to.include({ state: "RECONCILED", plannedRows: 3653, landedRows: 3653, landedPages: 4 });
    expect(messages.map(({ piece }) => piece)).to.deep.equal([
      { from: 0, days: 1000 },
      { from: 1000, days: 1000 },
      { from: 2000, days: 1000 },
      { from: 3000, days: 653 },
    ]);
    expect(result).to.include({ reconciled: 1, failed: 0 });
    expect(manifest.datasets[0]).to.include({ datasetId: "calendar.days", rows: 3653 });
    const lines = [...objects.values()].flatMap((body) => gunzipSync(body).toString().trimEnd().split("\n"));
    expect(lines).to.have.length(3653);
    expect(lines[0]).to.equal('{"day":"2020-01-01","weekday":3}');
    expect(lines.at(-1)).to.equal('{"day":"2029-12-31","weekday":1}');
  });

  it("isn't reconciled if one of its pages is missing", async () => {
    const { item, result } = await run(bundleOf(compile()), (all) => all.slice(1));
    expect(result).to.include({ reconciled: 0, failed: 1 });
    expect(item?.error).to.contain("PAGE_MISSING 1 page never landed: 0");
  });

  it("isn't reconciled if a page has the rows of another one", async () => {
    const { item } = await run(bundleOf(compile()), (all) =>
      all.map((message) => (message.page === 1 ? { ...message, piece: { from: 0, days: 1000 } } : message)),
    );
    expect(item?.error).to.contain("ORDER_UNSTABLE 1,000 keys are on more than one page (0, 1)");
  });

  it("checks its own settings in contracts", () => {
    const result = compile("0");
    expect("problems" in result && result.problems.map(({ code }) => code)).to.deep.equal(["CONTRACT_PAGE_DAYS"]);
  });

  it("is refused where there is no row for it", () => {
    const result = compile("1000", [...sourceKinds]);
    expect("problems" in result && result.problems.map(({ message }) => message).join("\n")).to.contain("calendar");
    const connectorOf = connectorsOf(locations, connectorPorts);
    const bundle = bundleOf(compile());
    expect(() => connectorOf(bundle, { id: "calendar.days", source: "calendar" })).to.throw(
      "this release knows no sources of kind calendar",
    );
  });

  it("is tested by its probe", async () => {
    const { sources, datasets } = bundleOf(compile());
    const [source] = sources;
    const [dataset] = datasets;
    if (source === undefined || dataset === undefined) throw new Error("the contract has neither");
    const location = { address: "gregorian" };
    const findings = await calendar.probe({ source, location, dataset, window, deadline: 0 }, connectorPorts);
    expect(findings).to.deep.equal([{ about: "total", state: "OK", message: "3653 days" }]);
  });

  it("is the example in sources/README.md, word for word", () => {
    const page = readFileSync("sources/README.md", "utf8").replaceAll("\r\n", "\n");
    const example = readFileSync("tests/unit/sources/calendar.ts", "utf8");
    const shown = example.slice(example.indexOf("const dayMs"));
    expect(page).to.contain(`\`\`\`ts\n${shown}\`\`\``);
  });
});
