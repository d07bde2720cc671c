import { expect } from "chai";
import { readDeployedSql } from "../../../../aws/artifacts/deployed-sql.ts";
import type { Documents } from "../../../../aws/s3/documents.ts";
import { environmentKey, production, sqlBundleKey } from "../../../../model/sql/environment.ts";

const storeOf = (documents: Readonly<Record<string, unknown>>): Pick<Documents, "read" | "keys" | "remove"> => ({
  read: (key) => Promise.resolve(documents[key]),
  keys: (prefix) => Promise.resolve(Object.keys(documents).filter((key) => key.startsWith(prefix))),
  remove: () => Promise.reject(new Error("nothing is removed here")),
});

const environmentOf = (environment: string, bundle: string, ...previous: readonly string[]) => ({
  formatVersion: 1,
  environment,
  revision: 1,
  bundleKey: sqlBundleKey(bundle),
  previousBundleKeys: previous.map(sqlBundleKey),
  own: [],
});

const view = (classification: string) => ({ name: "ops_curated.daily", columns: [{ name: "day", classification }] });
const bundleOf = (classification = "public") => ({ formatVersion: 1, models: [], views: [view(classification)] });

describe("applied SQL in the artifacts bucket", () => {
  it("is nothing before the first apply", async () => {
    expect(await readDeployedSql(storeOf({}))).to.deep.equal([]);
  });

  it("is every environment with each of its bundles once", async () => {
    const deployed = await readDeployedSql(
      storeOf({
        [environmentKey(production)]: environmentOf(production, "a", "b", "a"),
        [environmentKey("preview_1")]: environmentOf("preview_1", "b"),
        [sqlBundleKey("a")]: bundleOf(),
        [sqlBundleKey("b")]: bundleOf("internal"),
      }),
    );
    expect(deployed.map(({ environment, bundles }) => [environment.environment, bundles.length])).to.deep.equal([
      [production, 2],
      ["preview_1", 1],
    ]);
  });

  it("is an error, with all that is wrong, when a document is missing or not what it should be", async () => {
    const failure = await readDeployedSql(
      storeOf({
        [environmentKey(production)]: environmentOf(production, "gone", "odd"),
        [environmentKey("preview_1")]: { formatVersion: 2 },
        [sqlBundleKey("odd")]: bundleOf("open"),
      }),
    ).catch((error: unknown) => String(error));
    expect(failure).to.contain("3 problems");
    expect(failure).to.contain(`DEPLOYED_SQL_UNREADABLE ${sqlBundleKey("gone")}: there is no such object`);
    expect(failure).to.contain(
      `${sqlBundleKey("odd")} views[0].columns[0].classification: "open" is not one of public, internal, confidential, personal`,
    );
    expect(failure).to.contain(
      `${environmentKey("preview_1")} formatVersion: found formatVersion 2, this release reads 1`,
    );
  });

  it("leaves out an environment that is removed while it is read", async () => {
    const store = { ...storeOf({}), keys: () => Promise.resolve([environmentKey("preview_1")]) };
    expect(await readDeployedSql(store)).to.deep.equal([]);
  });
});
