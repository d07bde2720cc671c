import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { loadContracts } from "../../../../contracts/index.ts";
import { settingNames } from "../../../../infra/config/schema.ts";
import { resolveConfig } from "../../../../infra/config.ts";
import { readSettings, readStackConfig } from "../../../../infra/in-process/stack-config.ts";
import { formatProblem, ProblemsError } from "../../../../model/validation/problem.ts";

const root = join(import.meta.dirname, "..", "..", "..", "..");
const { sources } = loadContracts(join(root, "contracts")).bundle;

/** Objects whose keys the program fixes: each key is a setting. */
const groups = ["extraction", "glue", "privateNetwork", "redshift", "quicksight", "alarms", "maintenance"] as const;
/** Names chosen by a user, below settings that the comment above them explains as a whole. */
const explainedAbove =
  /^lakehouse:(sources|principals|extraction|glue|privateNetwork|redshift|quicksight|alarms|maintenance|mails)$|^(aws:defaultTags)$/;

interface Line {
  readonly key: string;
  readonly indent: number;
  readonly parent: string;
  readonly commented: boolean;
}

/** Lines of a stack's file that set something. */
const settingLines = (text: string): readonly Line[] => {
  const parents: string[] = [];
  return text.split("\n").flatMap((line, index, lines) => {
    const [, spaces, key] = /^( {2,4})([\w:-]+):/.exec(line) ?? [];
    if (spaces === undefined || key === undefined) {
      return [];
    }
    parents[spaces.length] = key;
    const commented = (lines[index - 1] ?? "").trim().startsWith("#");
    return [{ key, indent: spaces.length, parent: parents[spaces.length - 2] ?? "", commented }];
  });
};

for (const stack of ["dev", "prod"]) {
  describe(`Pulumi.${stack}.yaml`, () => {
    const config = readStackConfig(root, stack);
    const text = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");

    it("is without a problem", () => {
      expect(resolveConfig(stack, config, sources).problems.map(formatProblem)).to.deep.equal([]);
    });

    it("shows every setting", () => {
      // where data is protected, the second confirmation that is needed to remove it is not shown
      const isProtected = config["lakehouse:removalProtection"] === "true";
      const shown = settingNames.filter((key) => !(key === "removalConfirmedFor" && isProtected));
      const given = Object.keys(config).filter((key) => key.startsWith("lakehouse:"));
      expect(given).to.have.members(shown.map((key) => `lakehouse:${key}`));
      const defaults = resolveConfig("dev", { "lakehouse:sources": config["lakehouse:sources"] ?? "" }, sources);
      for (const key of groups) {
        const shownKeys = Object.keys(JSON.parse(config[`lakehouse:${key}`] ?? "") as object);
        expect(shownKeys, key).to.deep.equal(Object.keys(defaults.config?.[key] ?? {}));
      }
    });

    it("explains every setting above it", () => {
      const unexplained = settingLines(text).filter(({ key, indent, parent, commented }) => {
        const isNamedByUser = indent === 4 && !groups.some((group) => parent === `lakehouse:${group}`);
        const isGroup = groups.some((group) => key === `lakehouse:${group}`);
        return !commented && !isNamedByUser && !isGroup;
      });
      expect(unexplained).to.deep.equal([]);
      const parents = settingLines(text).filter(({ indent }) => indent === 4);
      expect(parents.filter(({ parent }) => !explainedAbove.test(parent))).to.deep.equal([]);
    });
  });
}

describe("Pulumi.prod.yaml", () => {
  it("has everything on", () => {
    const { config } = resolveConfig("prod", readStackConfig(root, "prod"), sources);
    expect(config).to.deep.include({ network: "private", removalProtection: true, schedulesEnabled: true });
    expect(config?.privateNetwork.natGateways).to.equal("per-zone");
    expect(config?.redshift.enabled).to.equal(true);
    expect(config?.alarms.enabled).to.equal(true);
  });

  it("shares no address with the network of dev", () => {
    const network = (stack: string): unknown =>
      (parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Record<string, unknown> }).config[
        "lakehouse:privateNetwork"
      ];
    expect(network("prod"))
      .to.have.property("cidrBlock")
      .that.is.not.equal((network("dev") as { cidrBlock: string }).cidrBlock);
  });
});

describe("a stack that isn't there", () => {
  it("is an error that names the stacks there are", () => {
    expect(() => readStackConfig(root, "nope"))
      .to.throw(ProblemsError)
      .with.property("message")
      .that.matches(/STACK_UNKNOWN Pulumi\.nope\.yaml: found no stack "nope"; stacks are \w+, \w+, \w+\. Fix/);
  });
});

describe("settings on a command line", () => {
  it("are read by key, also when the value holds the signs between them", () => {
    expect(readSettings(["lakehouse:network=private", "aws:defaultTags=a=b:c"])).to.deep.equal({
      "lakehouse:network": "private",
      "aws:defaultTags": "a=b:c",
    });
  });

  for (const setting of ["lakehouse:network", "network=private", "=private", ""]) {
    it(`are refused as "${setting}"`, () => {
      expect(() => readSettings([setting]))
        .to.throw(ProblemsError)
        .with.property("message")
        .that.contains(
          `OPTION_INVALID --config: found "${setting}", must be <namespace>:<key>=<value>. ` +
            "Fix: write e.g. --config lakehouse:network=private.",
        );
    });
  }
});
