import { expect } from "chai";
import { maintainTables, type MaintenanceResult } from "../../../../lambdas/govern/maintain-tables.ts";
import type { CatalogTable } from "../../../../lambdas/govern/tag-changes.ts";
import { governanceOf } from "../../../../model/governance/index.ts";
import type { Maintenance } from "../../../../model/maintenance.ts";
import { bundleOf, dataset } from "../fakes.ts";
import { maintenance, MemoryLake } from "./memory-lake.ts";

const nobody = { principals: [], writers: [], locations: [], administrators: [] };
const { tables: declared } = governanceOf({ ...bundleOf(dataset("events")), curated: [] }, nobody);

const table = (name: string, isIceberg = true): CatalogTable => ({
  database: "ops_processed",
  name,
  columns: [],
  isIceberg,
  ...(isIceberg && { location: `s3://processed/ops.db/${name}` }),
});

describe("maintaining tables", () => {
  const lakeWith = (): { lake: MemoryLake; maintain: (own?: Maintenance) => Promise<MaintenanceResult> } => {
    const lake = new MemoryLake();
    lake.tables.push(table("events"), table("events_quarantine"), table("theirs"), table("view", false));
    const maintain = (own = maintenance): Promise<MaintenanceResult> =>
      maintainTables(lake.tables, declared, { ...lake.governPorts, maintenance: own });
    return { lake, maintain };
  };

  it("gives every declared Iceberg table three optimizers, and no other one", async () => {
    const { lake, maintain } = lakeWith();
    expect(await maintain()).to.deep.equal({ optimizersSet: 6, optimizersRemoved: 0 });
    expect([...lake.optimizers.keys()].sort()).to.deep.equal(
      ["events", "events_quarantine"].flatMap((name) =>
        ["compaction", "orphan_file_deletion", "retention"].map((type) => `ops_processed.${name} ${type}`),
      ),
    );
    const { configuration } = lake.optimizers.get("ops_processed.events retention") ?? {};
    expect(configuration).to.deep.include({
      roleArn: maintenance.role,
      enabled: true,
      retentionConfiguration: {
        icebergConfiguration: {
          snapshotRetentionPeriodInDays: 15,
          numberOfSnapshotsToRetain: 10,
          cleanExpiredFiles: true,
        },
      },
    });
  });

  it("looks for files of nobody in the table's own folder, which is not the beginning of another one's", async () => {
    const { lake, maintain } = lakeWith();
    await maintain();
    const { orphanFileDeletionConfiguration: orphans } =
      lake.optimizers.get("ops_processed.events orphan_file_deletion")?.configuration ?? {};
    expect(orphans?.icebergConfiguration).to.deep.equal({
      orphanFileRetentionPeriodInDays: 3,
      location: "s3://processed/ops.db/events/",
    });
  });

  it("changes nothing the second time, and only what differs after a change", async () => {
    const { lake, maintain } = lakeWith();
    await maintain();
    lake.changes.length = 0;
    expect(await maintain()).to.deep.equal({ optimizersSet: 0, optimizersRemoved: 0 });
    expect(lake.changes).to.deep.equal([]);
    await maintain({ ...maintenance, snapshotDays: 30 });
    expect(lake.changes).to.deep.equal([
      "update ops_processed.events retention",
      "update ops_processed.events_quarantine retention",
    ]);
  });

  it("takes over what somebody set for a declared table, and leaves what they set for another one", async () => {
    const { lake, maintain } = lakeWith();
    const configuration = { roleArn: "arn:aws:iam::123456789012:role/theirs", enabled: false };
    for (const name of ["events", "theirs"]) {
      lake.setOptimizer({ database: "ops_processed", table: name, type: "compaction", configuration });
    }
    expect(await maintain()).to.deep.equal({ optimizersSet: 6, optimizersRemoved: 0 });
    expect(lake.optimizers.get("ops_processed.events compaction")?.configuration.roleArn).to.equal(maintenance.role);
    expect(lake.optimizers.get("ops_processed.theirs compaction")?.configuration.enabled).to.equal(false);
  });

  it("removes its own from tables whose contract is gone, and all of them when it is turned off", async () => {
    const { lake, maintain } = lakeWith();
    await maintain();
    const rest = declared.filter(({ table: name }) => name === "events");
    expect(await maintainTables(lake.tables, rest, lake.governPorts)).to.deep.equal({
      optimizersSet: 0,
      optimizersRemoved: 3,
    });
    expect(await maintain({ ...maintenance, enabled: false })).to.deep.equal({
      optimizersSet: 0,
      optimizersRemoved: 3,
    });
    expect(lake.optimizers.size).to.equal(0);
  });
});
