import { expect } from "chai";
import { personas } from "../../../model/governance/principals.ts";
import { recordedWith, runResources, type Recorded } from "./recorded.ts";

/** The program's resources in a region, with every option on and a principal of each persona. */
const inRegion = (region: string, partition: string): Promise<readonly Recorded[]> => {
  const role = (persona: string): string => `arn:${partition}:iam::123456789012:role/${persona}`;
  const principals = Object.fromEntries(personas.map((persona) => [persona, { persona, role: role(persona) }]));
  const settings = [
    `aws:region=${region}`,
    "lakehouse:network=private",
    'lakehouse:privateNetwork={"availabilityZones":3}',
    `lakehouse:principals=${JSON.stringify(principals)}`,
    'lakehouse:redshift={"enabled":true}',
    `lakehouse:alarms={"enabled":${String(partition !== "aws-us-gov")}}`,
  ];
  return recordedWith("dev", settings);
};

/** Partitions of all ARNs in a text, without duplicates. */
const partitionsIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\barn:(aws[\w-]*):/g)].map(([, partition = ""]) => partition)),
];

describe("the program in another partition", () => {
  it("would be found out by one ARN of a stranger", () => {
    expect(partitionsIn('"arn:aws-cn:s3:::a" "Fn(arn:aws:s3:::b)"')).to.deep.equal(["aws-cn", "aws"]);
  });

  for (const [partition, region] of [
    ["aws-cn", "cn-north-1"],
    ["aws-us-gov", "us-gov-west-1"],
  ] as const) {
    it(`has no ARN of any other than ${partition}`, async () => {
      const resources = await inRegion(region, partition);
      const text = JSON.stringify(resources);
      expect(resources.length).to.be.above(200);
      const strangers = resources.filter(({ inputs }) =>
        partitionsIn(JSON.stringify(inputs)).some((p) => p !== partition),
      );
      expect(strangers.map(({ name }) => name)).to.deep.equal([]);
      expect(partitionsIn(text)).to.deep.equal([partition]);
      const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
      expect(text).to.contain(`"s3.${region}.${suffix}`.replaceAll('"', '\\"'));
      expect(text).to.contain(`logs.${region}.${suffix}`);
      expect(text).to.contain(`"${partition === "aws-cn" ? "cn." : ""}com.amazonaws.${region}.sqs"`);
      expect(text).to.contain(`"com.amazonaws.${region}.kms"`);
    });
  }

  it("says before anything is registered which services a region lacks", async () => {
    const failed = await runResources(
      ...["--stack", "dev", "--config", "aws:region=me-south-1", "--config", 'lakehouse:redshift={"enabled":true}'],
    ).catch((error: unknown) => error as { stdout: string; stderr: string });
    expect(failed.stdout).to.equal("");
    expect(failed.stderr).to.contain("REGION_SERVICE_MISSING lakehouse:redshift.enabled");
  });
});
