import { expect } from "chai";
import { compileContracts } from "../../../../model/contracts/compile.ts";
import type { Source } from "../../../../model/documents/contract-bundle.ts";
import { contractKinds } from "../../../../sources/index.ts";
import { messages, repositoryTexts } from "./repository.ts";

const described = (fields: readonly string[]) => ({
  ...repositoryTexts,
  sources: { file: "contracts/sources.yaml", text: ["sources:", ...fields].join("\n") },
});
const source = (name: string, tokenSecret: string, ...more: readonly string[]): string[] => [
  `  - name: ${name}`,
  `    description: ${name}`,
  `    tokenSecret: ${tokenSecret}`,
  ...more,
];
const sourcesOf = (texts: Parameters<typeof compileContracts>[0]): readonly Source[] => {
  const result = compileContracts(texts, contractKinds);
  return "problems" in result ? [] : result.bundle.sources;
};

describe("sources", () => {
  it("keep where they issue tokens; one that can't says nothing of it", () => {
    const texts = described([
      ...source("flights", "flights-api-token", "    tokenRotation: { path: /v1/tokens }"),
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
      ...source("flights", "shared-token", "    tokenRotation: { path: /tokens }"),
      ...source("mission", "shared-token"),
    ]);
    expect(messages(texts)).to.deep.equal([]);
  });

  for (const rotation of ["yes", "{}", "{ path: tokens }", "{ path: /tokens?all }", "{ path: /tokens, every: 3 }"]) {
    it(`are refused a rotation of ${rotation}`, () => {
      const texts = described([
        ...source("flights", "flights-api-token", `    tokenRotation: ${rotation}`),
        ...source("mission", "mission-api-token"),
      ]);
      expect(messages(texts).join("\n")).to.match(/^SOURCE_(ROTATION_PATH|FIELD_UNKNOWN) contracts\/sources\.yaml:/);
    });
  }
});
