import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fields } from "../../../infra/config/fields.ts";
import { resolveConfig } from "../../../infra/config.ts";
import { readStackConfig } from "../../../infra/in-process/stack-config.ts";
import { formatProblem, ProblemsError } from "../../../model/problem.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const sources = '{"flights":{"baseUrl":"https://operations.example.com/api"}}';

const messages = (raw: Record<string, string>): string[] =>
  resolveConfig({ "lakehouse:sources": sources, ...raw }, ["flights"]).problems.map(formatProblem);

describe("settings of a stack", () => {
  it("have defaults, all but the sources", () => {
    const { config, problems } = resolveConfig({ "aws:region": "eu-west-1", "lakehouse:sources": sources }, [
      "flights",
    ]);
    expect(problems).to.deep.equal([]);
    expect(config).to.deep.equal({
      architecture: "arm64",
      extraction: {
        maximumConcurrency: 4,
        batchSize: 5,
        timeoutSeconds: 120,
        sourceTimeoutSeconds: 30,
        maxReceiveCount: 5,
        memoryMiB: 1024,
      },
      glue: { version: "5.1", workerType: "G.1X", numberOfWorkers: 2, timeoutMinutes: 120 },
      logRetentionDays: 30,
      planTimeoutMinutes: 120,
      schedulesEnabled: true,
      queryScanLimitGiB: 100,
      removalProtection: true,
      sources: { flights: { baseUrl: "https://operations.example.com/api" } },
    });
  });

  it("never turn a false into a default", () => {
    const { config } = resolveConfig({ "lakehouse:sources": sources, "lakehouse:removalProtection": "false" }, [
      "flights",
    ]);
    expect(config?.removalProtection).to.equal(false);
  });

  it("take a version as text or as the number that YAML makes of it", () => {
    expect(messages({ "lakehouse:glue": '{"version":5.1}' })).to.deep.equal([]);
  });

  const wrong: readonly (readonly [string, Record<string, string>, string])[] = [
    [
      "an unknown key",
      { "lakehouse:architectur": "arm64" },
      'CONFIG_KEY_UNKNOWN lakehouse:architectur: found the key "architectur", allowed are architecture, extraction, ' +
        "glue, logRetentionDays, planTimeoutMinutes, schedulesEnabled, queryScanLimitGiB, removalProtection, sources. " +
        'Fix: write "architecture", if that was meant, or remove it.',
    ],
    [
      "an unknown key that resembles none",
      { "lakehouse:extraction": '{"zzz":1}' },
      'CONFIG_KEY_UNKNOWN lakehouse:extraction.zzz: found the key "zzz", allowed are maximumConcurrency, batchSize, ' +
        "timeoutSeconds, sourceTimeoutSeconds, maxReceiveCount, memoryMiB. Fix: remove it.",
    ],
    [
      "a value that isn't among the choices",
      { "lakehouse:architecture": "armm64" },
      'CONFIG_VALUE_INVALID lakehouse:architecture: found "armm64", allowed is one of arm64, x86_64. ' +
        "Fix: set it to arm64, if that was meant.",
    ],
    [
      "a number out of its range",
      { "lakehouse:extraction": '{"maxReceiveCount":3}' },
      "CONFIG_VALUE_INVALID lakehouse:extraction.maxReceiveCount: found 3, allowed is a whole number from 5 to 100. " +
        "Fix: set it to a whole number from 5 to 100.",
    ],
    [
      "a text for a number",
      { "lakehouse:planTimeoutMinutes": "soon" },
      'CONFIG_VALUE_INVALID lakehouse:planTimeoutMinutes: found "soon", allowed is a whole number from 5 to 1440. ' +
        "Fix: set it to a whole number from 5 to 1440.",
    ],
    [
      "a flag that is neither true nor false",
      { "lakehouse:schedulesEnabled": "yes" },
      'CONFIG_VALUE_INVALID lakehouse:schedulesEnabled: found "yes", allowed is true or false. Fix: set it to true or false.',
    ],
    [
      "a value where an object belongs",
      { "lakehouse:glue": "large" },
      'CONFIG_VALUE_INVALID lakehouse:glue: found "large", allowed is an object with the keys version, workerType, ' +
        "numberOfWorkers, timeoutMinutes. Fix: set it to an object with the keys version, workerType, numberOfWorkers, timeoutMinutes.",
    ],
    [
      "an address that a token would travel to in the open",
      { "lakehouse:sources": '{"flights":{"baseUrl":"http://operations.example.com/api"}}' },
      'CONFIG_VALUE_INVALID lakehouse:sources.flights.baseUrl: found "http://operations.example.com/api", allowed is ' +
        "an https URL (http on the loopback address only) without query and trailing slash. " +
        'Fix: set it to an address like "https://operations.example.com/api".',
    ],
    [
      "a source without an address",
      { "lakehouse:sources": "{}" },
      "CONFIG_KEY_MISSING lakehouse:sources.flights.baseUrl: found nothing, allowed is " +
        "an https URL (http on the loopback address only) without query and trailing slash. " +
        'Fix: set it to an address like "https://operations.example.com/api".',
    ],
    [
      "a call that may last as long as the invocation",
      { "lakehouse:extraction": '{"sourceTimeoutSeconds":120}' },
      "CONFIG_VALUE_INVALID lakehouse:extraction.sourceTimeoutSeconds: found 120, allowed is less than " +
        "extraction.timeoutSeconds (120). Fix: lower it, or raise extraction.timeoutSeconds.",
    ],
  ];
  for (const [what, raw, message] of wrong) {
    it(`refuse ${what}`, () => {
      expect(messages(raw)).to.deep.equal([message]);
    });
  }

  it("show all problems at once", () => {
    const raw = {
      "lakehouse:architecture": "arm",
      "lakehouse:glue": '{"numberOfWorkers":1}',
      "lakehouse:sources": "{}",
    };
    expect(messages(raw)).to.have.length(3);
  });

  it("allow plain http on the loopback address", () => {
    const local = '{"flights":{"baseUrl":"http://127.0.0.1:8080/flights"}}';
    expect(messages({ "lakehouse:sources": local })).to.deep.equal([]);
  });
});

describe("Pulumi.dev.yaml", () => {
  const config = readStackConfig(root, "dev");

  it("shows every setting, each with a comment", () => {
    expect(Object.keys(config)).to.include.members(
      [...Object.keys(fields), "sources"].map((key) => `lakehouse:${key}`),
    );
    for (const key of ["extraction", "glue"] as const) {
      const given = JSON.parse(config[`lakehouse:${key}`] ?? "") as object;
      const { config: resolved } = resolveConfig({ "lakehouse:sources": sources }, ["flights"]);
      expect(Object.keys(given)).to.deep.equal(Object.keys(resolved?.[key] ?? {}));
    }
    const lines = readFileSync(join(root, "Pulumi.dev.yaml"), "utf8").split("\n");
    const uncommented = lines.filter((line, index) => {
      const isSetting = /^ {2}\w+:\w+:|^ {4}(?!tags|flights|mission)\w+:/.test(line);
      const above = lines[index - 1] ?? "";
      return isSetting && !above.trim().startsWith("#") && !/lakehouse:(extraction|glue):/.test(line);
    });
    expect(uncommented).to.deep.equal([]);
  });

  it("is an error that names the stacks there are, for a stack there isn't", () => {
    expect(() => readStackConfig(root, "nope"))
      .to.throw(ProblemsError)
      .with.property("message")
      .that.contains('STACK_UNKNOWN Pulumi.nope.yaml: found no stack "nope", there are dev');
  });
});
