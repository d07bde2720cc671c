import { expect } from "chai";
import { headerFault } from "../../../../model/formats/csv-header.ts";

const columns = ["id", "name", "address.city"].map((sourceName) => ({ sourceName }));

describe("a csv header", () => {
  for (const [names, fault] of [
    [["id", "name", "address.city"], undefined],
    [["other", "other", "", "", "id"], undefined],
    [["address.city"], undefined],
    [["id", "name", "id", "name", "id"], "it has a header with id, name more than once"],
    [["1", "Jane Doe", "Bonn"], "it has a header with none of the contract's fields"],
    [["ID", "Name"], "it has a header with none of the contract's fields"],
  ] as const) {
    it(`${fault === undefined ? "fits the contract" : "is refused"}: ${names.join(",")}`, () => {
      expect(headerFault(columns, names)).to.equal(fault);
    });
  }
});
