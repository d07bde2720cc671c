import { expect } from "chai";
import { compileContracts } from "../../../../model/contracts/compile.ts";
import type { Source } from "../../../../model/documents/contract-bundle.ts";
import { contractKinds } from "../../../../sources/index.ts";
import { messages, repositoryTexts } from "./repository.ts";

const described = (fields: readonly string[]) => ({
  ...repositoryTexts,
  sources: { file: "contracts/sources.yaml", text: ["sources:", ...fields].join("\n") },
});
/** @param more parts of its authentication */
const source = (name: string, secret: string, ...more: readonly string[]): string[] => [
  `  - name: ${name}`,
  `    description: ${name}`,
  "    kind: rest",
  `    auth: { ${["type: bearer", `secret: ${secret}`, ...more].join(", ")} }`,
];
const sourcesOf = (texts: Parameters<typeof compileContracts>[0]): readonly Source[] => {
  const result = compileContracts(texts, contractKinds);
  return "problems" in result ? [] : result.bundle.sources;
};

describe("sources", () => {
  it("keep where they issue tokens; one that can't says nothing of it", () => {
    const texts = described([
      ...source("flights", "flights-api-token", "rotation: { path: /v1/tokens }"),
      ...source("mission", "mission-api-token"),
    ]);
    expect(messages(texts)).to.deep.equal([]);
    expect(sourcesOf(texts).map(({ tokenRotation }) => tokenRotation)).to.deep.equal([
      { path: "/v1/tokens" },
      undefined,
    ]);
  });

  it("may share a secret when one of them rotates it", () => {
    const texts = described([
      ...source("flights", "shared-token", "rotation: { path: /tokens }"),
      ...source("mission", "shared-token"),
    ]);
    expect(messages(texts)).to.deep.equal([]);
  });

  for (const rotation of ["yes", "{}", "{ path: tokens }", "{ path: /tokens?all }", "{ path: /tokens, every: 3 }"]) {
    it(`are refused a rotation of ${rotation}`, () => {
      const texts = described([
        ...source("flights", "flights-api-token", `rotation: ${rotation}`),
        ...source("mission", "mission-api-token"),
      ]);
      expect(messages(texts).join("\n")).to.match(/^SOURCE_(ROTATION_PATH|FIELD_UNKNOWN) contracts\/sources\.yaml:/);
    });
  }

  it("never see a value printed that stands where their authentication belongs", () => {
    const texts = described([
      ...source("flights", "flights-api-token"),
      "  - name: mission",
      "    description: mission",
      "    kind: rest",
      "    auth: Bearer 8f3a",
    ]);
    const [message = "", ...others] = messages(texts);
    expect(others).to.deep.equal([]);
    expect(message)
      .to.match(/^SOURCE_FIELD_INVALID contracts\/sources\.yaml:9 sources\[1\]\.auth: /)
      .and.not.include("8f3a");
  });

  it("name every kind where one is missing or misspelt", () => {
    const told = (kind: readonly string[]): readonly string[] =>
      messages(
        described([
          ...source("flights", "flights-api-token"),
          ...["  - name: mission", "    description: mission", ...kind, "    auth: { type: none }"],
        ]),
      );
    expect(told([])).to.deep.equal([
      'SOURCE_FIELD_MISSING contracts/sources.yaml:6 sources[1]: "kind" is missing; a source has one of rest. ' +
        'Fix: add "kind: …".',
    ]);
    expect(told(["    kind: Rest"])[0]).to.contain(
      'SOURCE_FIELD_INVALID contracts/sources.yaml:8 sources[1].kind: "Rest" is not a kind; there are rest. ' +
        'Fix: write "rest"',
    );
  });
});
