import { expect } from "chai";
import { governCatalog } from "../../../../lambdas/govern/govern-catalog.ts";
import { maintainTables } from "../../../../lambdas/govern/maintain-tables.ts";
import { governanceOf } from "../../../../model/governance/index.ts";
import { databaseTags } from "../../../../model/governance/tags.ts";
import { zones } from "../../../../model/names.ts";
import { bundleOf, dataset } from "../fakes.ts";
import { MemoryLake } from "./memory-lake.ts";

const nobody = { principals: [], writers: [], locations: [], administrators: [] };
const wanted = governanceOf({ ...bundleOf(dataset("events")), curated: [] }, nobody);

const lakeOf = (...tables: readonly string[]): MemoryLake => {
  const lake = new MemoryLake();
  for (const zone of zones) lake.addDatabase(`ops_${zone}`, databaseTags("ops", zone));
  for (const table of tables) {
    const [database = "", name = ""] = table.split(".");
    lake.tables.push({ database, name, columns: [], isIceberg: true });
  }
  return lake;
};

const maintain = (lake: MemoryLake, isDeclared = true) =>
  maintainTables(
    lake.tables.map(({ database, name }) => ({ database, name, isDeclared })),
    lake.maintenance,
    lake.catalogPorts.optimizers,
  );

describe("maintenance of tables", () => {
  it("gives declared Iceberg tables their optimizers, and no others any", async () => {
    const lake = lakeOf("ops_processed.events", "ops_processed.left");
    lake.tables.push({ database: "ops_raw", name: "events", columns: [] });
    const result = await governCatalog(wanted, lake.catalogPorts);
    expect(result).to.include({ optimizersCreated: 3, optimizersUpdated: 0, optimizersRemoved: 0 });
    expect([...lake.optimizers.keys()].sort()).to.deep.equal([
      "ops_processed.events compaction",
      "ops_processed.events orphan_file_deletion",
      "ops_processed.events retention",
    ]);
    expect(lake.optimizers.get("ops_processed.events retention")).to.deep.equal({
      roleArn: lake.maintenance.roleArn,
      enabled: true,
      retentionConfiguration: {
        icebergConfiguration: {
          snapshotRetentionPeriodInDays: 14,
          numberOfSnapshotsToRetain: 10,
          cleanExpiredFiles: true,
          runRateInHours: 168,
        },
      },
    });
  });

  it("changes nothing the second time, and only what differs after a setting has changed", async () => {
    const lake = lakeOf("ops_processed.events");
    await maintain(lake);
    lake.changes.length = 0;
    expect(await maintain(lake)).to.include({ optimizersCreated: 0, optimizersUpdated: 0, optimizersRemoved: 0 });
    expect(lake.changes).to.deep.equal([]);
    lake.maintenance = { ...lake.maintenance, snapshotRetentionDays: 30 };
    expect(await maintain(lake)).to.include({ optimizersUpdated: 1 });
    expect(lake.changes).to.deep.equal(["update ops_processed.events retention"]);
  });

  it("takes them from tables that left the contracts, and from all when it is off", async () => {
    const lake = lakeOf("ops_processed.events");
    await maintain(lake);
    expect(await maintain(lake, false)).to.include({ optimizersRemoved: 3 });
    expect([...lake.optimizers.keys()]).to.deep.equal([]);
    await maintain(lake);
    lake.maintenance = { ...lake.maintenance, enabled: false };
    expect(await maintain(lake)).to.include({ optimizersRemoved: 3 });
    expect(await maintain(lake)).to.include({ optimizersRemoved: 0 });
  });
});
