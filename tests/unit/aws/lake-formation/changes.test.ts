import { ConcurrentModificationException, type LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { expect } from "chai";
import { combined, everyone } from "../../../../aws/lake-formation/everyone.ts";
import { notYetAllowed, retried } from "../../../../aws/retry.ts";
import { retriedChange } from "../../../../aws/lake-formation/retried-change.ts";
import { tagStore } from "../../../../aws/lake-formation/tag-store.ts";
import { fakeClock } from "../../lambdas/fakes.ts";
import { faultOf } from "../../lambdas/rejection.ts";

type Answer = () => Promise<unknown>;

/** Answers the calls in order. */
const clientOf = (...answers: readonly Answer[]) => {
  const sent: unknown[] = [];
  const send = (command: { readonly input: unknown }): Promise<unknown> => {
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(command.input);
    return answer?.() ?? Promise.resolve({});
  };
  return { sent, client: { send } as unknown as LakeFormationClient };
};

const answering =
  (answer: unknown): Answer =>
  () =>
    Promise.resolve(answer);
const busy: Answer = () => Promise.reject(new ConcurrentModificationException({ message: "busy", $metadata: {} }));

describe("answers of Lake Formation", () => {
  it("with a failed tag are errors, though the call succeeded", async () => {
    const failure = {
      LFTag: { TagKey: "sensitivity", TagValues: ["personal"] },
      Error: { ErrorCode: "EntityNotFoundException", ErrorMessage: "Tag or tag value does not exist." },
    };
    const { client } = clientOf(answering({ Failures: [failure] }));
    const tags = tagStore(client, fakeClock());
    const columns = { database: "ops_processed", table: "events", columns: ["email"] };
    for (const change of [tags.add, tags.remove]) {
      const { problem } = await faultOf(change(columns, { sensitivity: "personal" }));
      expect(problem).to.include({
        code: "TAGGING_FAILED",
        place: "ops_processed.events.(email)",
        message: "sensitivity=personal: Tag or tag value does not exist.",
      });
    }
  });

  it("with a failed revocation are errors, though the call succeeded", async () => {
    const failure = {
      RequestEntry: { Id: "ops_raw" },
      Error: { ErrorMessage: "Insufficient Lake Formation permissions" },
    };
    const { client } = clientOf(answering({ Failures: [failure] }));
    const grants = [{ place: "ops_raw", resource: { Database: { Name: "ops_raw" } }, permissions: ["ALL" as const] }];
    const { problem } = await faultOf(everyone(client, fakeClock()).revoke(grants));
    expect(problem).to.include({
      code: "REVOKING_FAILED",
      message: "ops_raw: Insufficient Lake Formation permissions",
    });
  });

  it("that something else is being changed are waited out, not for ever", async () => {
    const clock = fakeClock();
    const patient = clientOf(busy, busy, answering({}));
    await tagStore(patient.client, clock).add({ database: "ops_raw" }, { zone: "raw" });
    expect(patient.sent).to.have.length(3);
    expect(clock.slept).to.have.length(2);
    const refused = clientOf(busy);
    const failure = await tagStore(refused.client, fakeClock())
      .add({ database: "ops_raw" }, { zone: "raw" })
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ConcurrentModificationException);
    expect(refused.sent).to.have.length(6);
  });

  it("that refuse a role whose policy is new are waited out, not for ever", async () => {
    const denied = (): Promise<never> =>
      Promise.reject(Object.assign(new Error("not authorized"), { name: "AccessDeniedException" }));
    const clock = fakeClock();
    let calls = 0;
    const answer = await retried(() => (++calls < 3 ? denied() : Promise.resolve("done")), clock, notYetAllowed);
    expect([answer, calls, clock.slept.length]).to.deep.equal(["done", 3, 2]);
    const refused = await retried(denied, fakeClock(), notYetAllowed).catch((error: unknown) => error);
    expect(refused).to.have.property("name", "AccessDeniedException");
    const other = await retriedChange(denied, fakeClock()).catch((error: unknown) => error);
    expect(other).to.have.property("name", "AccessDeniedException");
  });

  it("are asked for what hangs on the thing itself", async () => {
    const { client, sent } = clientOf(
      answering({ LFTagsOnTable: [], LFTagsOnColumns: [{ Name: "id", LFTags: [{ TagKey: "k", TagValues: ["v"] }] }] }),
    );
    const found = await tagStore(client, fakeClock()).ofTable("ops_raw", "events");
    expect(found).to.deep.equal({ table: {}, columns: { id: { k: "v" } } });
    expect(sent).to.deep.equal([
      { Resource: { Table: { DatabaseName: "ops_raw", Name: "events" } }, ShowAssignedLFTags: true },
    ]);
  });
});

describe("grants to everyone", () => {
  const table = { DatabaseName: "ops_raw", Name: "events" };

  it("on a table are one, though they are listed in two parts", () => {
    const entries = [
      { Resource: { Table: table }, Permissions: ["ALL" as const, "ALTER" as const] },
      { Resource: { TableWithColumns: { ...table, ColumnWildcard: {} } }, Permissions: ["SELECT" as const] },
    ];
    expect(combined(entries, ["ops_raw"])).to.deep.equal([
      { place: "ops_raw.events", resource: { Table: table }, permissions: ["ALL", "ALTER", "SELECT"] },
    ]);
  });

  it("count on databases, single columns and all tables at once, and not on databases of others", () => {
    const entries = [
      { Resource: { Database: { Name: "ops_raw" } }, Permissions: ["ALL" as const] },
      { Resource: { Table: { DatabaseName: "ops_raw", TableWildcard: {} } }, Permissions: ["ALL" as const] },
      { Resource: { TableWithColumns: { ...table, ColumnNames: ["id"] } }, Permissions: ["SELECT" as const] },
      { Resource: { Database: { Name: "theirs" } }, Permissions: ["ALL" as const] },
      { Resource: { Catalog: {} }, Permissions: ["CREATE_DATABASE" as const] },
    ];
    expect(combined(entries, ["ops_raw"]).map(({ place }) => place)).to.deep.equal([
      "ops_raw",
      "ops_raw.*",
      "ops_raw.events",
    ]);
  });

  it("are revoked twenty at a time, as the API allows", async () => {
    const { client, sent } = clientOf(answering({}));
    const grants = Array.from({ length: 45 }, (_, index) => ({
      place: index.toString(),
      resource: { Database: { Name: index.toString() } },
      permissions: ["ALL" as const],
    }));
    await everyone(client, fakeClock()).revoke(grants);
    expect(sent.map((request) => (request as { Entries: unknown[] }).Entries.length)).to.deep.equal([20, 20, 5]);
  });
});
