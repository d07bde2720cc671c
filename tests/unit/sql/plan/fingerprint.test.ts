import { expect } from "chai";
import { fingerprint } from "../../../../sql/plan/fingerprint.ts";
import { byHand, carriedOut, emptyCatalog, planFor } from "../../../support/sql/catalog.ts";
import { projectOf } from "../../../support/sql/project.ts";
import { lake, shopTables, topSpenders } from "../../../support/sql/shop.ts";

const empty = emptyCatalog(shopTables);
const live = carriedOut(planFor(projectOf(lake), empty), empty);
const { id } = topSpenders.object;

describe("the fingerprint of a catalog", () => {
  it("is the same whatever the order of what is in it, and however definitions are laid out", () => {
    const same = byHand(
      { ...live, objects: live.objects.toReversed(), tables: new Set([...live.tables].reverse()) },
      id,
      { definition: "laid out in another way" },
    );
    expect(fingerprint(same)).to.equal(fingerprint(live));
    expect(fingerprint(live)).to.match(/^[0-9a-f]{64}$/);
  });

  it("is another one when a definition, a column, a table, a revision or what there is differs", () => {
    const { revision } = live;
    if (revision === undefined) throw new Error("nothing was applied");
    const others = [
      byHand(live, id),
      byHand(live, id, { canonical: "other" }),
      byHand(live, id, { columns: [{ name: "name", type: "double" }] }),
      { ...live, tables: new Set(["shop_processed.orders"]) },
      { ...live, redshift: true },
      { ...live, environment: "preview_1" },
      { ...live, revision: { ...revision, revision: 2 } },
      { ...live, revision: { ...revision, bundleKey: "other" } },
    ];
    const all = [live, ...others].map((each) => fingerprint(each));
    expect(new Set(all).size).to.equal(all.length);
  });

  it("is another one for a preview when production has moved", () => {
    const preview = emptyCatalog(shopTables, { environment: "preview_1" });
    const moved = byHand(live, id, { canonical: "other" });
    expect(fingerprint(preview, moved)).not.to.equal(fingerprint(preview, live));
    expect(fingerprint(preview, live)).not.to.equal(fingerprint(preview));
  });
});
