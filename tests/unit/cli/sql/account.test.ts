import { Readable } from "node:stream";
import { expect } from "chai";
import { UsageError } from "../../../../cli/answer.ts";
import { isAccountAgreed } from "../../../../cli/sql/account.ts";
import { revisionKey } from "../../../../model/sql/environment.ts";
import { memoryDocuments } from "../../../support/sql/ports.ts";

const account = { account: "210987654321", partition: "aws", region: "eu-central-1", endpoint: undefined };
const sandbox = { ...account, endpoint: "http://127.0.0.1:4566" };

interface Situation {
  readonly place?: typeof account | typeof sandbox;
  readonly accountId?: string;
  /** What the user types; without it there is no terminal. */
  readonly typed?: string;
  readonly applied?: boolean;
}

/** Whether it continues, or the codes of the refusals; and the question asked. */
const outcome = async ({ place = account, accountId, typed, applied = false }: Situation) => {
  const documents = memoryDocuments();
  if (applied) await documents.put(revisionKey("preview_1", 1), "{}");
  let asked = "";
  const context = {
    stdin: Object.assign(Readable.from(typed === undefined ? [] : [`${typed}\n`]), { isTTY: typed !== undefined }),
    stderr: { write: (text: string) => ((asked += text), true) },
    signal: new AbortController().signal,
  };
  const options = accountId === undefined ? {} : { accountId };
  try {
    const agreed = await isAccountAgreed(place, { stack: "dev", ports: { documents } }, options, context);
    return { agreed, asked };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { refused: error.problems.map(({ code, fix }) => `${code}: ${fix}`), asked };
  }
};

describe("the account of an apply", () => {
  const ci = process.env["CI"];
  before(() => {
    Reflect.deleteProperty(process.env, "CI");
  });
  after(() => {
    if (ci !== undefined) process.env["CI"] = ci;
  });

  it("is asked for at a terminal before the first one", async () => {
    const yes = await outcome({ typed: "y" });
    expect(yes.agreed).to.equal(true);
    expect(yes.asked).to.contain("No SQL has ever been applied in account 210987654321, eu-central-1, stack dev.");
    expect((await outcome({ typed: "n" })).agreed).to.equal(false);
  });

  it("has to be named where nobody can be asked, also in CI", async () => {
    const refused = ["ACCOUNT_UNCONFIRMED: pass --account-id 210987654321 if it is the right one"];
    expect((await outcome({})).refused).to.deep.equal(refused);
    process.env["CI"] = "true";
    expect((await outcome({ typed: "y" })).refused).to.deep.equal(refused);
    Reflect.deleteProperty(process.env, "CI");
    expect((await outcome({ accountId: "210987654321" })).agreed).to.equal(true);
  });

  it("is no question once something was applied there, nor in a sandbox", async () => {
    expect(await outcome({ applied: true })).to.deep.equal({ agreed: true, asked: "" });
    expect(await outcome({ place: sandbox })).to.deep.equal({ agreed: true, asked: "" });
  });

  it("that was named has to be the one of the credentials, at every apply", async () => {
    expect((await outcome({ accountId: "111122223333", applied: true })).refused).to.deep.equal([
      "ACCOUNT_OTHER: sign in to account 111122223333, or pass 210987654321 if you mean that one",
    ]);
    expect((await outcome({ accountId: "12" })).refused).to.deep.equal(["ACCOUNT_ID_INVALID: write its 12 digits"]);
  });
});
