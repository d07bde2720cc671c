import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { readSettings, writeSettings, type StackSettings } from "../../../../cli/init/settings.ts";
import { startingText, stackProblems } from "../../../../cli/init/write-stack.ts";
import { stackConfigOf } from "../../../../infra/in-process/stack-config.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const named = [
  { name: "flights", kind: "rest" },
  { name: "mission", kind: "rest" },
];
const settings: StackSettings = {
  region: "eu-central-1",
  network: "private",
  sources: {
    flights: { address: "https://api.acme.io/flights", addresses: ["10.1.0.0/28", "10.2.0.0/28"] },
    mission: { address: "https://api.acme.io/mission", addresses: ["10.1.0.0/28"] },
  },
  principals: {
    sales: { persona: "analyst", role: "arn:aws:iam::210987654321:role/team/sales", domains: ["flights"] },
  },
  emails: ["nights@acme.io"],
};

const comments = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => (line.trim().startsWith("#") ? [line.trim()] : []));

for (const template of ["dev", "prod"] as const) {
  describe(`a stack's file from Pulumi.${template}.yaml`, () => {
    const start = readFileSync(join(root, `Pulumi.${template}.yaml`), "utf8");
    const written = writeSettings(start, "acme", settings, named);

    it("holds what was answered, and everything else as it was", () => {
      const before = (parse(start) as { config: Record<string, unknown> }).config;
      const after = (parse(written) as { config: Record<string, unknown> }).config;
      const changed = Object.keys({ ...before, ...after }).filter(
        (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
      );
      expect(changed).to.include.members([
        "aws:region",
        "aws:defaultTags",
        "lakehouse:sources",
        "lakehouse:principals",
      ]);
      expect(after["lakehouse:principals"]).to.deep.equal(settings.principals);
      expect(after["lakehouse:sources"]).to.deep.equal({
        flights: {
          baseUrl: "https://api.acme.io/flights",
          addresses: ["10.1.0.0/28", "10.2.0.0/28"],
          location: "internet",
        },
        mission: { baseUrl: "https://api.acme.io/mission", addresses: ["10.1.0.0/28"], location: "internet" },
      });
      expect(after["aws:defaultTags"]).to.deep.equal({ tags: { project: "lakehouse", stack: "acme" } });
      expect(after["lakehouse:alarms"]).to.deep.equal({
        ...(before["lakehouse:alarms"] as object),
        emails: ["nights@acme.io"],
      });
    });

    it("keeps every comment, and has no problem", () => {
      expect(comments(written)).to.deep.equal(comments(start));
      expect(stackProblems("acme", written, named)).to.deep.equal([]);
    });

    it("is read back as it was written, and written again as it is", () => {
      expect(readSettings(written, named)).to.deep.equal(settings);
      expect(writeSettings(written, "acme", readSettings(written, named), named)).to.equal(written);
    });
  });
}

describe("the repository's stacks", () => {
  it("have placeholders for addresses, which count as nothing", () => {
    for (const stack of ["dev", "prod"] as const) {
      const { sources } = readSettings(startingText(root, stack, "dev"), named);
      expect(sources).to.deep.equal({ flights: {}, mission: {} });
    }
  });

  it("have nobody who works with them, but the sandbox's", () => {
    const principals = (stack: string): unknown =>
      readSettings(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"), named).principals;
    expect([principals("dev"), principals("prod")]).to.deep.equal([{}, {}]);
    expect(principals("sandbox")).to.have.all.keys("data-engineer", "analyst", "bi", "auditor");
  });
});

describe("a source that the file doesn't name yet", () => {
  it("gets an entry", () => {
    const start = readFileSync(join(root, "Pulumi.dev.yaml"), "utf8");
    const more = {
      ...settings,
      sources: { ...settings.sources, shop: { address: "https://shop.acme.io/api" } },
    };
    const written = writeSettings(start, "dev", more, [...named, { name: "shop", kind: "rest" }]);
    expect(JSON.parse(stackConfigOf(written)["lakehouse:sources"] ?? "")).to.have.deep.property("shop", {
      baseUrl: "https://shop.acme.io/api",
      addresses: [],
    });
  });
});
