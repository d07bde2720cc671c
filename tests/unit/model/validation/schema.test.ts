import { expect } from "chai";
import type { TSchema } from "typebox";
import { cidrBlock } from "../../../../infra/config/schema.ts";
import { checkSchema } from "../../../../model/validation/check-schema.ts";
import {
  flag,
  list,
  map,
  object,
  oneOf,
  optional,
  string,
  tagged,
  constant,
  withDefault,
} from "../../../../model/validation/schema.ts";
import { formatPath } from "../../../../model/validation/path.ts";

const messages = (schema: TSchema, given: unknown): string[] =>
  (checkSchema(schema, given).problems ?? []).map(
    ({ kind, path, message, fix }) => `${kind} ${formatPath(path)}: ${message}. Fix: ${fix}.`,
  );

const word = string(/^[a-z]+$/, "a word");

describe("an object", () => {
  const sea = object("a sea", { name: withDefault(word, "lake"), depth: optional(word), salty: flag });

  it("gets the defaults of what is left out, and nothing else", () => {
    expect(checkSchema(sea, { salty: true }).value).to.deep.equal({ name: "lake", salty: true });
    expect(checkSchema(sea, { name: "sea", depth: "deep", salty: false }).value).to.deep.equal({
      ...{ name: "sea", depth: "deep", salty: false },
    });
  });

  it("gets the defaults of an object that is left out as a whole", () => {
    const world = object("a world", { sea: withDefault(object("a sea", { name: withDefault(word, "lake") }), {}) });
    expect(checkSchema(world, {}).value).to.deep.equal({ sea: { name: "lake" } });
    // The second default isn't the same object as the first
    expect(checkSchema(world, {}).value?.sea).not.to.equal(checkSchema(world, {}).value?.sea);
  });

  it("says what is missing, unknown and wrong, all of it", () => {
    expect(messages(sea, { name: "La ke", salti: true })).to.have.members([
      'missing : "salty" is missing; a sea has name, depth, salty. Fix: add "salty: …".',
      'unknown salti: "salti" is not allowed here; a sea has name, depth, salty. Fix: write "salty" if that is what you mean.',
      'value name: "La ke" is not a word. Fix: write a word.',
    ]);
    expect(messages(sea, 7)).to.deep.equal(["value : 7 is not a sea. Fix: write a sea."]);
  });
});

describe("one of several words", () => {
  it("is suggested where it is a slip", () => {
    const size = oneOf(["small", "large"]);
    expect([...messages(size, "smal"), ...messages(size, "odd"), ...messages(size, 7)]).to.deep.equal([
      'value : "smal" is not one of small, large. Fix: write "small" if that is what you mean.',
      'value : "odd" is not one of small, large. Fix: write one of small, large.',
      "value : 7 is not one of small, large. Fix: write one of small, large.",
    ]);
  });
});

describe("a list", () => {
  it("has an item, unless it may be empty", () => {
    expect(messages(list(word, "a list of words"), [])).to.have.length(1);
    expect(messages(list(word, "a list of words", {}), [])).to.deep.equal([]);
  });

  it("says which items are wrong, all of them", () => {
    const words = list(word, "a list of words");
    expect(messages(words, ["sea", "S", 1])).to.deep.equal([
      'value [1]: "S" is not a word. Fix: write a word.',
      "value [2]: 1 is not a word. Fix: write a word.",
    ]);
    expect(messages(words, { 0: "sea" })).to.deep.equal([
      'value : {"0":"sea"} is not a list of words. Fix: write a list of words.',
    ]);
  });
});

describe("a map", () => {
  const flags = map("a map from words to flags", word, flag);

  it("has keys of the user's choice, or none", () => {
    expect(checkSchema(flags, { sea: true }).value).to.deep.equal({ sea: true });
    expect(checkSchema(flags, {}).value).to.deep.equal({});
  });

  it("says which keys and which values are wrong, all of them", () => {
    expect(messages(flags, { "The Sea": true, lake: "yes" })).to.have.members([
      'value The Sea: "The Sea" is not a word. Fix: correct the name.',
      'value lake: "yes" is not true or false. Fix: write true or false.',
    ]);
    expect(messages(flags, ["sea"])).to.deep.equal([
      'value : ["sea"] is not a map from words to flags. Fix: write a map from words to flags.',
    ]);
  });
});

describe("an object of several kinds", () => {
  const shape = tagged("kind", "a shape", [
    object("a circle", { kind: constant("circle"), radius: flag }),
    object("a square", { kind: constant("square") }),
  ]);

  it("is told about its own kind alone", () => {
    expect(messages(shape, { kind: "circle" })).to.deep.equal([
      'missing : "radius" is missing; a circle has kind, radius. Fix: add "radius: …".',
    ]);
    expect(messages(shape, { kind: "sqare" })).to.deep.equal([
      'value kind: "sqare" is not a kind; there are circle, square. Fix: write "square" if that is what you mean.',
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
    "10.0.0.256/20",
    "fd00::/20",
    "10.0.0.0/1e1",
    10,
  ];
  for (const given of wrong) {
    it(`is not ${JSON.stringify(given)}`, () => {
      const [message] = messages(network, given);
      expect(message).to.equal(
        `value : ${JSON.stringify(given)} is not an IPv4 network as a CIDR block from /16 to /24, such as "10.40.0.0/20". ` +
          'Fix: write an IPv4 network as a CIDR block from /16 to /24, such as "10.40.0.0/20".',
      );
    });
  }
});
