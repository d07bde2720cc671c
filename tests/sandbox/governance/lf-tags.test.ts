/** LF-tags as in AWS, on the test's own database and table. */
import {
  GetLFTagCommand,
  GetResourceLFTagsCommand,
  ListPermissionsCommand,
  RemoveLFTagsFromResourceCommand,
  SearchDatabasesByLFTagsCommand,
  SearchTablesByLFTagsCommand,
  UpdateLFTagCommand,
  type LFTagPair,
} from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { catalogFixture, type CatalogFixture } from "./open-catalog.ts";

const valuesOf = (tags: readonly LFTagPair[] | undefined): Record<string, string | undefined> =>
  Object.fromEntries((tags ?? []).map(({ TagKey = "", TagValues }) => [TagKey, TagValues?.[0]]));

describe("LF-tags", () => {
  let fixture: CatalogFixture;

  before(async () => {
    fixture = await catalogFixture();
  });
  beforeEach(() => fixture.create());
  afterEach(() => fixture.drop());
  after(() => fixture.remove());

  it("hands tags down from database to table to column, each of which may have its own", async () => {
    const { lake, place, secrecy, inDatabase, inTable, inColumns, assign } = fixture;
    expect(await assign(inDatabase, place, "raw")).to.deep.equal([]);
    expect(await assign(inTable(), secrecy, "public")).to.deep.equal([]);
    expect(await assign(inColumns("email"), secrecy, "personal")).to.deep.equal([]);
    const all = await lake.send(new GetResourceLFTagsCommand({ Resource: inTable() }));
    expect(valuesOf(all.LFTagOnDatabase)).to.deep.equal({ [place]: "raw" });
    expect(valuesOf(all.LFTagsOnTable)).to.deep.equal({ [place]: "raw", [secrecy]: "public" });
    expect(all.LFTagsOnColumns?.map(({ Name, LFTags }) => [Name, valuesOf(LFTags)])).to.deep.equal([
      ["id", { [place]: "raw", [secrecy]: "public" }],
      ["email", { [place]: "raw", [secrecy]: "personal" }],
    ]);
    const own = await lake.send(new GetResourceLFTagsCommand({ Resource: inTable(), ShowAssignedLFTags: true }));
    expect(valuesOf(own.LFTagsOnTable)).to.deep.equal({ [secrecy]: "public" });
    expect(own.LFTagsOnColumns?.map(({ Name }) => Name)).to.deep.equal(["email"]);
    const LFTags = [{ TagKey: secrecy, TagValues: ["personal"] }];
    await lake.send(new RemoveLFTagsFromResourceCommand({ Resource: inColumns("email"), LFTags }));
    const left = await lake.send(new GetResourceLFTagsCommand({ Resource: inColumns("email") }));
    expect(valuesOf(left.LFTagsOnColumns?.[0]?.LFTags)[secrecy]).to.equal("public");
  });

  it("find the databases and tables that carry them", async () => {
    const { lake, database, place, secrecy, inDatabase, inColumns, assign } = fixture;
    await assign(inDatabase, place, "raw");
    await assign(inColumns("email"), secrecy, "personal");
    const raw = { Expression: [{ TagKey: place, TagValues: ["raw", "processed"] }] };
    const { DatabaseList } = await lake.send(new SearchDatabasesByLFTagsCommand(raw));
    expect(DatabaseList?.map(({ Database }) => Database?.Name)).to.deep.equal([database]);
    const personal = { Expression: [...raw.Expression, { TagKey: secrecy, TagValues: ["personal"] }] };
    const { TableList } = await lake.send(new SearchTablesByLFTagsCommand(personal));
    expect(TableList?.map(({ Table }) => Table?.Name)).to.deep.equal(["t"]);
    expect((await lake.send(new SearchDatabasesByLFTagsCommand(personal))).DatabaseList).to.deep.equal([]);
  });

  it("takes a value away from all that carry it when the tag loses it", async () => {
    const { lake, place, inDatabase, assign } = fixture;
    await lake.send(new UpdateLFTagCommand({ TagKey: place, TagValuesToAdd: ["gone"] }));
    await assign(inDatabase, place, "gone");
    await lake.send(new UpdateLFTagCommand({ TagKey: place, TagValuesToDelete: ["gone"] }));
    expect((await lake.send(new GetLFTagCommand({ TagKey: place }))).TagValues).to.deep.equal(["raw", "processed"]);
    const { LFTagOnDatabase } = await lake.send(new GetResourceLFTagsCommand({ Resource: inDatabase }));
    expect(LFTagOnDatabase).to.deep.equal([]);
  });

  it("forgets grants and tags with the table that they were on", async () => {
    const { lake, secrecy, reader, inTable, inColumns, grant, assign, createTable, dropTable } = fixture;
    await grant(inTable(), ["SELECT", "ALTER"]);
    await assign(inColumns("email"), secrecy, "personal");
    await dropTable();
    const { PrincipalResourcePermissions } = await lake.send(
      new ListPermissionsCommand({ Principal: { DataLakePrincipalIdentifier: reader } }),
    );
    expect(PrincipalResourcePermissions).to.deep.equal([]);
    await createTable();
    const { LFTagsOnColumns } = await lake.send(new GetResourceLFTagsCommand({ Resource: inTable() }));
    expect(LFTagsOnColumns).to.deep.equal([]);
  });
});
