import { expect } from "chai";
import { withLine, withoutStackTrace } from "../../../../aws/query/engine-message.ts";

describe("what an engine says", () => {
  it("loses the stack of the engine's own code, and keeps what it says before that", () => {
    expect(
      withoutStackTrace(
        "[UNRESOLVED_COLUMN] A column `x` cannot be resolved; line 3 pos 7;\n'Project ['x]\n\nJVM stacktrace:\norg.apache.spark.sql.AnalysisException\n\tat org.apache.spark.sql.A$.b(A.scala:1)",
      ),
    ).to.equal("[UNRESOLVED_COLUMN] A column `x` cannot be resolved; line 3 pos 7;\n'Project ['x]");
    expect(withoutStackTrace("boom\n\tat io.trino.Main.run(Main.java:7)\nCaused by: x")).to.equal("boom");
    expect(withoutStackTrace("line 1:8: Column 'at (x)' cannot be resolved")).to.equal(
      "line 1:8: Column 'at (x)' cannot be resolved",
    );
  });

  it("that counts characters says line and column", () => {
    const statement = "CREATE VIEW a.b AS\nSELECT nope\nFROM c";
    expect(withLine('column "nope" does not exist\n  Position: 27', statement)).to.equal(
      'line 2:8: column "nope" does not exist',
    );
    expect(withLine("permission denied", statement)).to.equal("permission denied");
  });
});
