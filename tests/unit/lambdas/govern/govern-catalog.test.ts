import { expect } from "chai";
import { governCatalog } from "../../../../lambdas/govern/govern-catalog.ts";
import { governanceOf } from "../../../../model/governance/index.ts";
import { databaseTags } from "../../../../model/governance/tags.ts";
import { zones } from "../../../../model/names.ts";
import type { Classification, Column } from "../../../../model/documents/contract-bundle.ts";
import { bundleOf, dataset } from "../fakes.ts";
import { faultOf } from "../rejection.ts";
import { MemoryLake } from "./memory-lake.ts";

const column = (name: string, classification: Column["classification"]): Column =>
  ({ name, sourceName: name, classification }) as Column;

const events = {
  ...dataset("events"),
  columns: [column("id", "internal"), column("email", "personal"), column("amount", "confidential")],
};

const nobody = { principals: [], writers: [], locations: [], administrators: [] };
const wanted = governanceOf({ ...bundleOf(events), curated: [] }, nobody);
const nothing = governanceOf({ ...bundleOf(), curated: [] }, nobody);

/** As after a first deployment and a first night: everything exists, and everything is open. */
const openLake = (): MemoryLake => {
  const lake = new MemoryLake();
  for (const zone of zones) lake.addDatabase(`ops_${zone}`, databaseTags("ops", zone));
  lake.addDatabase("theirs", { zone: "raw" });
  const columns = ["id", "email", "amount", "extra", "_run_id"];
  lake.tables.push({ database: "ops_processed", name: "events", columns });
  lake.everyoneGrants = ["ops_raw", "ops_processed.events", "theirs.table"].map((place) => ({
    place,
    resource: {},
    permissions: ["ALL"],
  }));
  return lake;
};

describe("governing the catalog", () => {
  it("closes what is open and tags declared columns, one call per value", async () => {
    const lake = openLake();
    const result = await governCatalog(wanted, lake.catalogPorts);
    expect(result).to.deep.equal({
      databases: 3,
      tables: 1,
      defaultsCleared: 3,
      revoked: 2,
      databasesTagged: 0,
      columnsTagged: 4,
      tagsRemoved: 0,
      optimizersCreated: 0,
      optimizersUpdated: 0,
      optimizersRemoved: 0,
    });
    expect(lake.columnTags.get("ops_processed.events")).to.deep.equal({
      id: { sensitivity: "internal" },
      _run_id: { sensitivity: "internal" },
      email: { sensitivity: "personal" },
      amount: { sensitivity: "confidential" },
    });
    expect(lake.changes.filter((change) => change.startsWith("add"))).to.have.length(3);
    expect(lake.everyoneGrants.map(({ place }) => place)).to.deep.equal(["theirs.table"]);
    expect(lake.databases.get("ops_raw")).to.deep.equal({
      Name: "ops_raw",
      Description: "d",
      CreateTableDefaultPermissions: [],
    });
  });

  it("changes nothing the second time", async () => {
    const lake = openLake();
    await governCatalog(wanted, lake.catalogPorts);
    lake.changes.length = 0;
    const { databases, tables, ...changed } = await governCatalog(wanted, lake.catalogPorts);
    expect([databases, tables]).to.deep.equal([3, 1]);
    expect([...new Set(Object.values(changed))]).to.deep.equal([0]);
    expect(lake.changes).to.deep.equal([]);
  });

  it("closes all databases on a night, and looks at the tables of its group and the curated zone only", async () => {
    const lake = openLake();
    lake.addDatabase("ops_curated__p", {});
    const others = ["ops_raw.others", "ops_processed.others", "ops_processed.events_quarantine"];
    const curated = ["ops_curated.daily", "ops_curated.dropped", "ops_curated__p.daily"];
    for (const place of [...others, ...curated]) {
      const [database = "", name = ""] = place.split(".");
      lake.tables.push({ database, name, columns: ["day", "reason"], isIceberg: true });
      lake.columnTags.set(place, { day: { sensitivity: "public" } });
    }
    const asked: string[] = [];
    const ofTable: typeof lake.tags.ofTable = (database, table) => {
      asked.push(`${database}.${table}`);
      return lake.tags.ofTable(database, table);
    };
    const relations = ["ops_curated.daily", "ops_curated__p.daily"].map((name) => ({
      name,
      isView: false,
      columns: [{ name: "reason", classification: "internal" as const }],
    }));
    const ofGroup = governanceOf({ ...bundleOf(events), curated: relations }, nobody);
    const result = await governCatalog(ofGroup, { ...lake.catalogPorts, tags: { ...lake.tags, ofTable } }, true);
    const seen = [...curated, "ops_processed.events", "ops_processed.events_quarantine"];
    expect([...new Set(asked)].sort()).to.deep.equal(seen.sort());
    expect(result).to.include({ databases: 4, tables: 5, defaultsCleared: 4, revoked: 2, optimizersCreated: 6 });
    expect(lake.columnTags.get("ops_processed.events")?.["email"]).to.deep.equal({ sensitivity: "personal" });
    expect(lake.columnTags.get("ops_processed.events_quarantine")).to.deep.equal({
      day: {},
      reason: { sensitivity: "internal" },
    });
    expect(lake.columnTags.get("ops_curated.dropped")).to.deep.equal({ day: {} });
    expect(lake.columnTags.get("ops_processed.others")).to.deep.equal({ day: { sensitivity: "public" } });
    expect([...lake.optimizers.keys()].filter((key) => key.includes("others"))).to.deep.equal([]);
  });

  it("takes the tags off a table whose contract is gone, and leaves those of others", async () => {
    const lake = openLake();
    await governCatalog(wanted, lake.catalogPorts);
    const before = lake.columnTags.get("ops_processed.events") ?? {};
    lake.columnTags.set("ops_processed.events", { ...before, id: { ...before["id"], owner: "them" } });
    const result = await governCatalog(nothing, lake.catalogPorts);
    expect(result.tagsRemoved).to.equal(4);
    const left = lake.columnTags.get("ops_processed.events") ?? {};
    expect(Object.values(left).flatMap((tags) => Object.keys(tags))).to.deep.equal(["owner"]);
  });

  it("takes a tag off that somebody hung on a table to open an undeclared column", async () => {
    const lake = openLake();
    lake.tableTags.set("ops_processed.events", { sensitivity: "public", team: "them" });
    lake.columnTags.set("ops_processed.events", { extra: { sensitivity: "public" }, id: { zone: "curated" } });
    await governCatalog(wanted, lake.catalogPorts);
    expect(lake.tableTags.get("ops_processed.events")).to.deep.equal({ team: "them" });
    expect(lake.columnTags.get("ops_processed.events")?.["extra"]).to.deep.equal({});
    expect(lake.columnTags.get("ops_processed.events")?.["id"]).to.deep.equal({ sensitivity: "internal" });
  });

  it("tags curated columns as applied SQL says, in previews that are there, too", async () => {
    const lake = openLake();
    const preview = "ops_curated__preview_1";
    const columns = [
      { name: "day", classification: "public" as const },
      { name: "amount", classification: "confidential" as const },
    ];
    const curated = ["ops_curated", preview, "ops_curated__gone", "ops_processed"].map((database) => ({
      name: `${database}.${database === "ops_processed" ? "events" : "daily"}`,
      isView: false,
      columns,
    }));
    for (const database of ["ops_curated", preview]) {
      lake.tables.push({ database, name: "daily", columns: ["day", "amount", "added"] });
    }
    lake.addDatabase(preview, {});
    const applied = governanceOf({ ...bundleOf(events), curated }, nobody);
    const result = await governCatalog(applied, lake.catalogPorts);
    expect(result).to.include({ databases: 4, tables: 3, databasesTagged: 1 });
    const tagged = { day: { sensitivity: "public" }, amount: { sensitivity: "confidential" } };
    expect(lake.columnTags.get("ops_curated.daily")).to.deep.equal(tagged);
    expect(lake.columnTags.get(`${preview}.daily`)).to.deep.equal(tagged);
    expect(lake.databaseTags.get(preview)).to.deep.equal(databaseTags("ops", "curated"));
    // compiled SQL has no effect outside the curated zone
    expect(lake.columnTags.get("ops_processed.events")?.["email"]).to.deep.equal({ sensitivity: "personal" });
    await governCatalog(wanted, lake.catalogPorts);
    expect(lake.columnTags.get("ops_curated.daily")).to.deep.equal({ day: {}, amount: {} });
  });

  it("tags a view as a whole, as its strictest column, and takes tags of its columns away", async () => {
    const lake = openLake();
    const columns = ["day", "amount"];
    const view = (...classified: readonly (readonly [string, Classification])[]) => ({
      name: "ops_curated.shown",
      isView: true,
      columns: classified.map(([name, classification]) => ({ name, classification })),
    });
    const apply = (...curated: ReturnType<typeof view>[]) =>
      governCatalog(governanceOf({ ...bundleOf(events), curated }, nobody), lake.catalogPorts);
    lake.tables.push({ database: "ops_curated", name: "shown", columns });
    lake.columnTags.set("ops_curated.shown", { day: { sensitivity: "public", team: "them" } });
    await apply(view(["day", "public"], ["amount", "confidential"]));
    expect(lake.tableTags.get("ops_curated.shown")).to.deep.equal({ sensitivity: "confidential" });
    expect(lake.columnTags.get("ops_curated.shown")?.["day"]).to.deep.equal({ team: "them" });
    expect(await apply(view(["day", "public"], ["amount", "confidential"]))).to.include({
      columnsTagged: 0,
      tagsRemoved: 0,
    });
    await apply(view(["day", "public"], ["amount", "personal"]));
    expect(lake.tableTags.get("ops_curated.shown")).to.deep.equal({ sensitivity: "personal" });
    await apply(view(["day", "public"]));
    expect(lake.tableTags.get("ops_curated.shown"), "a column more than declared closes it").to.deep.equal({});
    await apply(view(["day", "public"], ["amount", "internal"]));
    expect(lake.tableTags.get("ops_curated.shown")).to.deep.equal({ sensitivity: "internal" });
    await apply();
    expect(lake.tableTags.get("ops_curated.shown")).to.deep.equal({});
  });

  it("passes over a table that is dropped meanwhile", async () => {
    const lake = openLake();
    const ports = { ...lake.catalogPorts, tags: { ...lake.tags, ofTable: () => Promise.resolve(undefined) } };
    expect(await governCatalog(wanted, ports)).to.include({ tables: 1, columnsTagged: 0, tagsRemoved: 0 });
  });

  it("follows a column that is classified anew", async () => {
    const lake = openLake();
    lake.columnTags.set("ops_processed.events", { email: { sensitivity: "public" } });
    await governCatalog(wanted, lake.catalogPorts);
    expect(lake.columnTags.get("ops_processed.events")?.["email"]).to.deep.equal({ sensitivity: "personal" });
  });

  it("hangs on a database what the deployment couldn't", async () => {
    const lake = openLake();
    lake.databaseTags.set("ops_raw", { zone: "raw", sensitivity: "public", cost: "42" });
    const result = await governCatalog(wanted, lake.catalogPorts);
    expect(result.databasesTagged).to.equal(1);
    expect(lake.databaseTags.get("ops_raw")).to.deep.equal({ ...databaseTags("ops", "raw"), cost: "42" });
  });

  it("is an error when a change was accepted and didn't happen", async () => {
    const lake = openLake();
    lake.isDeaf = true;
    const defaults = await faultOf(governCatalog(wanted, lake.catalogPorts));
    expect(defaults.problem).to.include({
      code: "GOVERNANCE_NOT_APPLIED",
      place: "ops_raw, ops_processed, ops_curated",
    });
    for (const zone of zones) lake.addDatabase(`ops_${zone}`, databaseTags("ops", zone), []);
    const grants = await faultOf(governCatalog(wanted, lake.catalogPorts));
    expect(grants.problem).to.include({ code: "GOVERNANCE_NOT_APPLIED", place: "ops_raw, ops_processed.events" });
    lake.everyoneGrants = [];
    const tags = await faultOf(governCatalog(wanted, lake.catalogPorts));
    expect(tags.problem).to.include({ code: "GOVERNANCE_NOT_APPLIED", place: "ops_processed.events" });
  });
});
