import { expect } from "chai";
import { renderRows } from "../../../../cli/output/rows.ts";
import { renderText } from "../../../../cli/output/text.ts";

describe("rows of a query", () => {
  it("show what a terminal would act on, and do nothing", () => {
    const values = ["a\u001b]52;c;cm0=\u0007b", "\u009b2Jc", "line 1\nline 2", "tab\there", "é😀"];
    const columns = [{ name: "text", type: "varchar", precision: 0, scale: 0 }];
    const text = renderText(renderRows({ columns, rows: [...values.map((value) => [value]), [null]] }));
    expect(text).not.to.match(/(?!\n)\p{Cc}/u);
    expect(text.split("\n").map((line) => line.trimEnd())).to.include.members([
      ...["a\\u001b]52;c;cm0=\\u0007b", "\\u009b2Jc", "line 1", "line 2", "tab\\u0009here", "é😀", "NULL"],
    ]);
  });
});
