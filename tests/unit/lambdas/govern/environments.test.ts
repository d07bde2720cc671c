import { expect } from "chai";
import { createEnvironment, removeEnvironment } from "../../../../lambdas/govern/environments.ts";
import { databaseTags } from "../../../../model/governance/tags.ts";
import { environmentKey } from "../../../../model/sql/environment.ts";
import { MemoryLake } from "./memory-lake.ts";

const request = { environment: "preview_1", sources: ["ops", "shop"] };
const [ops, shop] = ["ops_curated__preview_1", "shop_curated__preview_1"] as const;

const lakeOf = () => {
  const lake = new MemoryLake();
  lake.addDatabase("ops_curated", databaseTags("ops", "curated"), []);
  lake.documents.set(environmentKey("preview_1"), {});
  lake.documents.set(environmentKey("production"), {});
  return { lake, ports: { ...lake.catalogPorts, store: lake.store, curatedBucket: "lake-curated" } };
};

const refusal = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "",
    (error: unknown) => String(error),
  );

describe("databases of an environment", () => {
  it("are made beside production's, closed and tagged, once", async () => {
    const { lake, ports } = lakeOf();
    lake.everyoneGrants = [{ place: ops, resource: {}, permissions: ["ALL"] }];
    expect(await createEnvironment(request, ports)).to.deep.equal({ created: [ops, shop] });
    expect(lake.databases.get(ops)).to.deep.equal({
      Name: ops,
      Description: "Environment preview_1 of ops_curated",
      LocationUri: `s3://lake-curated/${ops}/`,
      Parameters: { "lakehouse.environment": "preview_1" },
      CreateTableDefaultPermissions: [],
    });
    expect(lake.databaseTags.get(shop)).to.deep.equal(databaseTags("shop", "curated"));
    expect(lake.everyoneGrants).to.deep.equal([]);
    lake.changes.length = 0;
    expect(await createEnvironment(request, ports)).to.deep.equal({ created: [] });
    expect(lake.changes).to.deep.equal([]);
  });

  it("are closed again when somebody opened them", async () => {
    const { lake, ports } = lakeOf();
    await createEnvironment(request, ports);
    const opened = { ...lake.databases.get(ops), Name: ops };
    lake.databases.set(ops, { ...opened, CreateTableDefaultPermissions: [{ Permissions: ["ALL"] }] });
    lake.databaseTags.set(shop, { sensitivity: "public" });
    await createEnvironment(request, ports);
    expect(lake.databases.get(ops)?.CreateTableDefaultPermissions).to.deep.equal([]);
    expect(lake.databases.get(ops)?.Parameters).to.deep.equal({ "lakehouse.environment": "preview_1" });
    expect(lake.databaseTags.get(shop)).to.deep.equal(databaseTags("shop", "curated"));
  });

  it("go with the environment's object, and nothing else does", async () => {
    const { lake, ports } = lakeOf();
    await createEnvironment(request, ports);
    expect(await removeEnvironment(request, ports)).to.deep.equal({ removed: [ops, shop] });
    expect([...lake.databases.keys()]).to.deep.equal(["ops_curated"]);
    expect([...lake.documents.keys()]).to.deep.equal([environmentKey("production")]);
    expect(await removeEnvironment(request, ports)).to.deep.equal({ removed: [] });
  });

  it("stay, all of them, while one holds a table", async () => {
    const { lake, ports } = lakeOf();
    await createEnvironment(request, ports);
    lake.tables.push({ database: shop, name: "daily", columns: [] });
    expect(await refusal(removeEnvironment(request, ports))).to.contain(
      `ENVIRONMENT_NOT_EMPTY database ${shop}: it still contains daily. Fix: drop them with sql apply --schema <environment> --remove, which also removes their files`,
    );
    expect(lake.databases.has(ops)).to.equal(true);
    expect(lake.documents.has(environmentKey("preview_1"))).to.equal(true);
  });

  it("of others are neither taken over nor removed", async () => {
    const { lake, ports } = lakeOf();
    lake.addDatabase(ops, { team: "them" });
    for (const work of [createEnvironment, removeEnvironment]) {
      expect(await refusal(work(request, ports))).to.contain(`ENVIRONMENT_DATABASE_FOREIGN database ${ops}: `);
    }
    expect(lake.changes).to.deep.equal([]);
  });
});
