import { expect } from "chai";
import type { Classification, Column } from "../../../../model/documents/contract-bundle.ts";
import { declaredTables } from "../../../../model/governance/tags.ts";
import { declared } from "./lake.ts";

const nested = (path: readonly string[], classification: Classification): Column => ({
  name: path.join("_").toLowerCase(),
  sourceName: path.join("."),
  sourcePath: [...path],
  type: "string",
  required: false,
  classification,
  description: "",
});

const columnsOf = (columns: readonly Column[]) => {
  const datasets = declared.datasets.map((dataset) => ({ ...dataset, columns }));
  const tables = declaredTables({ ...declared, datasets });
  const find = (database: string) => tables.find((table) => table.database === database && table.table === "customers");
  return { raw: find("shop_raw")?.columns, processed: find("shop_processed")?.columns };
};

describe("classification of an object in raw", () => {
  it("is the strictest of the fields that columns read from it, whatever their order", () => {
    const fields = [
      nested(["Address", "city"], "internal"),
      nested(["Address", "geo", "street"], "personal"),
      nested(["Address", "zip"], "confidential"),
      nested(["shop"], "public"),
    ];
    for (const columns of [fields, [...fields].reverse()]) {
      expect(columnsOf(columns).raw).to.deep.equal({ address: "personal", shop: "public", run: "internal" });
    }
  });

  it("leaves each column of the processed table its own", () => {
    const columns = [nested(["address", "city"], "internal"), nested(["address", "street"], "personal")];
    expect(columnsOf(columns).processed).to.include({ address_city: "internal", address_street: "personal" });
  });
});
