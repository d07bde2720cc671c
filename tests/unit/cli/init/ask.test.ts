import { expect } from "chai";
import { askForSettings, type Questions } from "../../../../cli/init/ask.ts";

/** Gives the answers in order; after one that the question rejects comes the next, as at a terminal. */
const person = (answers: readonly string[]): { readonly questions: Questions; readonly refusals: string[] } => {
  const left = [...answers];
  const refusals: string[] = [];
  const next = (): string => {
    const answer = left.shift();
    if (answer === undefined) throw new Error("a question more than was foreseen");
    return answer;
  };
  const text: Questions["text"] = (question, known, check) => {
    for (;;) {
      const answer = next();
      const given = answer === "⏎" ? known : answer;
      const verdict = check?.(given) ?? true;
      if (verdict === true) return Promise.resolve(given);
      refusals.push(verdict);
    }
  };
  return {
    refusals,
    questions: {
      text,
      choice: (question, choices, known) => {
        const answer = next();
        return Promise.resolve(answer === "⏎" ? known : (choices.find((choice) => choice === answer) ?? known));
      },
    },
  };
};

const named = [{ name: "flights", kind: "rest" }];
const open = { region: "us-east-1", sources: { flights: {} }, principals: {} };

describe("questions of init", () => {
  it("ask for what a stack needs, and for a person's role until there is no more", async () => {
    const role = "arn:aws:iam::210987654321:role/sales";
    const { questions } = person(["⏎", "⏎", "https://api.acme.io/f", "", "sales", "bi", ` ${role} `, ""]);
    expect(await askForSettings(questions, open, named)).to.deep.equal({
      region: "us-east-1",
      network: "public",
      sources: { flights: { address: "https://api.acme.io/f" } },
      emails: [],
      principals: { sales: { persona: "bi", role } },
    });
  });

  it("take what is known already as the answer, and ask for addresses where the network is private", async () => {
    const known = {
      ...open,
      network: "private" as const,
      sources: { flights: { address: "https://api.acme.io/f", addresses: ["10.1.0.0/28"] } },
      emails: ["a@acme.io", "b@acme.io"],
    };
    const { questions } = person(["⏎", "⏎", "⏎", "⏎", "⏎", ""]);
    expect(await askForSettings(questions, known, named)).to.deep.equal(known);
  });

  it("say at once what is wrong with an answer", async () => {
    const { questions, refusals } = person(
      ["", "eu-west-1", "private", "http://api.acme.io", "https://example.com", "https://api.acme.io"].concat([
        "",
        "10.1.0.1/28",
        "10.1.0.0/28",
        "nobody",
        "a@example.org",
        "a@acme.io",
        "",
      ]),
    );
    await askForSettings(questions, open, named);
    expect(refusals).to.have.length(7);
    expect(refusals[0]).to.equal("This is required.");
    expect(refusals[1]).to.contain("is not an https URL");
    expect(refusals[2]).to.contain("an address at example.com");
    expect(refusals[3]).to.equal("This is required.");
    expect(refusals[4]).to.contain("CIDR block");
    expect(refusals[5]).to.contain("e-mail address");
    expect(refusals[6]).to.contain("a mail address at example.org");
  });
});
