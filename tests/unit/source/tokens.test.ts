import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { sourceTokens } from "../../../sandbox/source/tokens.ts";

const issue = (tokens: ReturnType<typeof sourceTokens>, token: string): string => {
  const issued = tokens.issue(token);
  if (issued === undefined) throw new Error("no token was issued");
  return issued;
};

describe("tokens of the demo source", () => {
  it("end the one before when the new one is used, not before", () => {
    const tokens = sourceTokens("operator");
    const first = issue(tokens, "operator");
    const second = issue(tokens, first);
    expect([tokens.use(first), tokens.isValid(second)]).to.deep.equal([true, true]);
    expect(tokens.use(second)).to.equal(true);
    expect([tokens.use(first), tokens.isValid(first), tokens.issue(first)]).to.deep.equal([false, false, undefined]);
  });

  it("replace a new one that nobody has used: an issue that was lost leaves nothing behind", () => {
    const tokens = sourceTokens("operator");
    const first = issue(tokens, "operator");
    const lost = issue(tokens, first);
    const second = issue(tokens, first);
    expect([tokens.isValid(lost), tokens.use(first), tokens.use(second)]).to.deep.equal([false, true, true]);
  });

  it("of one client are no concern of another's, nor of the operator's", () => {
    const tokens = sourceTokens("operator");
    const [one, other] = [issue(tokens, "operator"), issue(tokens, "operator")];
    tokens.use(issue(tokens, one));
    expect([tokens.use(one), tokens.use(other), tokens.use("operator")]).to.deep.equal([false, true, true]);
  });

  it("are unknown when nobody issued them", () => {
    const tokens = sourceTokens("operator");
    expect([tokens.use("stranger"), tokens.isValid(""), tokens.issue("stranger")]).to.deep.equal([
      false,
      false,
      undefined,
    ]);
  });

  describe("in a file", () => {
    let folder = "";
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "tokens-"))));
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    it("survive the process, each in its state, and are not readable there", () => {
      const file = join(folder, "tokens.json");
      const before = sourceTokens("operator", file);
      const first = issue(before, "operator");
      const second = issue(before, first);
      expect(readFileSync(file, "utf8")).not.to.contain(first);
      const after = sourceTokens("operator", file);
      expect([after.use(first), after.use(second), after.use(first)]).to.deep.equal([true, true, false]);
    });
  });
});
