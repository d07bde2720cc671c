import { expect } from "chai";
import { cidrBlock, flag, list, map, optional, text, type Field } from "../../../../infra/config/field.ts";
import { formatProblem } from "../../../../model/validation/problem.ts";

const messages = (field: Field<unknown>, given: unknown): string[] =>
  field.read(given, "here").problems.map(formatProblem);

const word = text((given) => /^[a-z]+$/.test(given), "a word", "lake");

describe("text", () => {
  it("is given, or left out for its fallback", () => {
    const withFallback = text(() => true, "anything", "lake", "sea");
    expect([word.read("lake", "").value, withFallback.read(undefined, "").value]).to.deep.equal(["lake", "sea"]);
  });

  it("says what is missing and what is wrong", () => {
    expect([...messages(word, undefined), ...messages(word, "La ke"), ...messages(word, 7)]).to.deep.equal([
      'CONFIG_KEY_MISSING here: found nothing, allowed is a word. Fix: write e.g. "lake".',
      'CONFIG_VALUE_INVALID here: found "La ke", allowed is a word. Fix: write e.g. "lake".',
      'CONFIG_VALUE_INVALID here: found 7, allowed is a word. Fix: write e.g. "lake".',
    ]);
  });
});

describe("an optional setting", () => {
  it("may be left out, and is read when it is given", () => {
    const field = optional(word);
    expect(field.read(undefined, "here")).to.deep.equal({ problems: [] });
    expect(field.read("lake", "here").value).to.equal("lake");
    expect(messages(field, "La ke")).to.have.length(1);
  });
});

describe("a list", () => {
  const words = list(word, ["lake"]);

  it("is given, also without an item, or left out for its fallback", () => {
    const values = [["sea"], [], undefined].map((given) => words.read(given, "").value);
    expect(values).to.deep.equal([["sea"], [], ["lake"]]);
  });

  it("says which items are wrong, all of them", () => {
    expect(messages(words, ["sea", "S", 1])).to.deep.equal([
      'CONFIG_VALUE_INVALID here[1]: found "S", allowed is a word. Fix: write e.g. "lake".',
      'CONFIG_VALUE_INVALID here[2]: found 1, allowed is a word. Fix: write e.g. "lake".',
    ]);
    expect(messages(words, { 0: "sea" })).to.deep.equal([
      'CONFIG_VALUE_INVALID here: found {"0":"sea"}, allowed is a list. Fix: set it to a list.',
    ]);
  });
});

describe("a map", () => {
  const flags = map(flag(false), /^[a-z]+$/, "a word");

  it("has keys of the user's choice, or none", () => {
    expect(flags.read({ sea: true }, "").value).to.deep.equal({ sea: true });
    expect(flags.read(undefined, "").value).to.deep.equal({});
  });

  it("says which keys and which values are wrong, all of them", () => {
    expect(messages(flags, { "The Sea": true, lake: "yes" })).to.deep.equal([
      'CONFIG_VALUE_INVALID here.The Sea: found "The Sea", allowed is a word. Fix: rename the key.',
      'CONFIG_VALUE_INVALID here.lake: found "yes", allowed is true or false. Fix: set it to true or false.',
    ]);
    expect(messages(flags, ["sea"])).to.deep.equal([
      'CONFIG_VALUE_INVALID here: found ["sea"], allowed is an object. Fix: set it to an object.',
    ]);
  });
});

describe("a CIDR block", () => {
  const network = cidrBlock(16, 24, "10.40.0.0/20");

  it("is an IPv4 network of an allowed size", () => {
    const right = ["10.40.0.0/20", "10.0.0.0/16", "192.168.255.0/24"];
    expect(right.flatMap((given) => messages(network, given))).to.deep.equal([]);
  });

  const wrong = [
    "10.40.0.0",
    "10.0.0.0/15",
    "10.0.0.0/25",
    "10.0.0/20",
    "10.0.0.0/20/1",
    "10.40.0.1/20",
    "fd00::/20",
    "10.0.0.0/1e1",
    10,
  ];
  for (const given of wrong) {
    it(`is not ${JSON.stringify(given)}`, () => {
      expect(messages(network, given)).to.deep.equal([
        `CONFIG_VALUE_INVALID here: found ${JSON.stringify(given)}, allowed is an IPv4 network as a CIDR block from /16 ` +
          'to /24. Fix: write e.g. "10.40.0.0/20".',
      ]);
    });
  }
});
