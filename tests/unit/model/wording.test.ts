import { expect } from "chai";
import { listed } from "../../../model/wording.ts";

describe("wording", () => {
  it("lists the first five of many", () => {
    expect(listed(["a", "b"])).to.equal("a, b");
    expect(listed(["1", "2", "3", "4", "5", "6", "7"])).to.equal("1, 2, 3, 4, 5 and 2 more");
  });
});
