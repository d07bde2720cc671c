import {
  BatchGetQueryExecutionCommand,
  GetQueryResultsCommand,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from "@aws-sdk/client-athena";
import { expect } from "chai";
import { athenaFixture, type AthenaFixture } from "../../support/athena.ts";

const endless = `
  SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x) CROSS JOIN UNNEST(sequence(1, 10000)) b(y)
  CROSS JOIN UNNEST(sequence(1, 10000)) c(z) WHERE (x * y + z) % 7 = 8`;

const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe("Athena's failures", () => {
  let fixture: AthenaFixture;

  before(async () => {
    fixture = await athenaFixture();
  });
  after(() => fixture.remove());

  it("of syntax are a FAILED state with the engine's reason and place", async () => {
    const { execution } = await fixture.query("SELECT 1 +\nFROM nowhere");
    expect(execution.Status?.State).to.equal("FAILED");
    expect(execution.Status?.StateChangeReason).to.match(/^SYNTAX_ERROR: line 2:1: mismatched input 'FROM'/);
    expect(execution.Status?.AthenaError).to.include({ ErrorCategory: 2, Retryable: false });
  });

  it("of meaning name what is missing", async () => {
    const column = await fixture.query("SELECT nope FROM (VALUES 1) t(a)");
    expect(column.execution.Status?.StateChangeReason).to.equal(
      "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved or requester is not authorized to access requested resources",
    );
    const table = await fixture.query("SELECT * FROM nowhere.nothing");
    expect(table.execution.Status?.StateChangeReason).to.match(/^SCHEMA_NOT_FOUND: line 1:15: .*nowhere/);
  });

  it("while running keep the reason, not a result", async () => {
    const { execution } = await fixture.query("SELECT 1 / (x - 1) FROM (VALUES 1) t(x)");
    expect(execution.Status?.StateChangeReason).to.match(/^DIVISION_BY_ZERO: /);
    const QueryExecutionId = execution.QueryExecutionId ?? "";
    const error = await errorOf(fixture.athena.send(new GetQueryResultsCommand({ QueryExecutionId })));
    expect(error).to.have.property("name", "InvalidRequestException");
  });

  it("do not happen to a query that is stopped: it is CANCELLED", async () => {
    const id = await fixture.start(endless);
    const early = await errorOf(fixture.athena.send(new GetQueryResultsCommand({ QueryExecutionId: id })));
    expect(early).to.have.property("name", "InvalidRequestException");
    await fixture.athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    const execution = await fixture.finished(id);
    expect(execution.Status).to.include({ State: "CANCELLED", StateChangeReason: "Query cancelled by user" });
  });

  it("of a call are InvalidRequestException", async () => {
    const athena = fixture.athena;
    const finishedId = (await fixture.query("SELECT 1")).execution.QueryExecutionId ?? "";
    const calls: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
      [
        /WorkGroup no-such is not found/,
        () => athena.send(new StartQueryExecutionCommand({ QueryString: "SELECT 1", WorkGroup: "no-such" })),
      ],
      [/No output location/, () => athena.send(new StartQueryExecutionCommand({ QueryString: "SELECT 1" }))],
      [/was not found/, () => athena.send(new GetQueryResultsCommand({ QueryExecutionId: "no-such" }))],
      [
        /NextToken x is malformed/,
        () => athena.send(new GetQueryResultsCommand({ QueryExecutionId: finishedId, NextToken: "x" })),
      ],
    ];
    for (const [message, call] of calls) {
      const error = await errorOf(call());
      expect(error).to.have.property("name", "InvalidRequestException");
      expect(error).to.have.property("message").that.matches(message);
    }
  });

  it("of a disabled workgroup stop queries before they start", async () => {
    const other = await athenaFixture();
    await other.athena.send(new UpdateWorkGroupCommand({ WorkGroup: other.workgroup, State: "DISABLED" }));
    const error = await errorOf(other.start("SELECT 1"));
    expect(error).to.include({ name: "InvalidRequestException", message: `WorkGroup ${other.workgroup} is disabled.` });
    await other.remove();
  });

  it("are listed with the successes, the newest first", async () => {
    const other = await athenaFixture();
    const failed = (await other.query("SELECT")).execution.QueryExecutionId ?? "";
    const succeeded = (await other.query("SELECT 1")).execution.QueryExecutionId ?? "";
    const listed = await other.athena.send(new ListQueryExecutionsCommand({ WorkGroup: other.workgroup }));
    expect(listed.QueryExecutionIds).to.deep.equal([succeeded, failed]);
    const batch = await other.athena.send(
      new BatchGetQueryExecutionCommand({ QueryExecutionIds: [failed, "no-such", succeeded] }),
    );
    expect(batch.QueryExecutions?.map((execution) => execution.Status?.State)).to.deep.equal(["FAILED", "SUCCEEDED"]);
    expect(batch.UnprocessedQueryExecutionIds?.map((item) => item.QueryExecutionId)).to.deep.equal(["no-such"]);
    const groups = await other.athena.send(new ListWorkGroupsCommand({}));
    expect(groups.WorkGroups?.map((group) => group.Name)).to.include.members(["primary", other.workgroup]);
    await other.remove();
  });
});
