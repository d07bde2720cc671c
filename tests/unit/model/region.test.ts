import { expect } from "chai";
import { formatProblem } from "../../../model/problem.ts";
import { partitionOf, regionalName, regionProblems } from "../../../model/region.ts";

describe("a region", () => {
  it("is of one partition, by its name", () => {
    const names = ["eu-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-east-1"];
    expect(names.map((region) => partitionOf(region)?.name)).to.deep.equal([
      "aws",
      "aws-cn",
      "aws-us-gov",
      "aws-eusc",
      "aws-iso",
      "aws-iso-b",
    ]);
    expect(partitionOf("eu-central")).to.equal(undefined);
  });

  it("has services by the partition's names", () => {
    expect(regionalName("s3", "eu-central-1")).to.equal("s3.eu-central-1.amazonaws.com");
    expect(regionalName("logs", "cn-north-1")).to.equal("logs.cn-north-1.amazonaws.com.cn");
  });

  it("that nobody knows is said so", () => {
    expect(regionProblems("eu-centrall", []).map(formatProblem)).to.deep.equal([
      "REGION_UNKNOWN_PARTITION aws:region: found eu-centrall, allowed is a region of the partitions aws, aws-cn, " +
        "aws-us-gov, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f. Fix: write the region's name as AWS does, e.g. eu-central-1.",
    ]);
  });

  it("without a service that is needed is said with the setting that takes it", () => {
    const setting = { place: "lakehouse:redshift.enabled", fix: "write enabled: false" };
    const needed = [{ service: "glue" }, { service: "redshift-serverless", setting }];
    expect(regionProblems("eu-central-1", needed)).to.deep.equal([]);
    expect(regionProblems("me-south-1", [{ service: "glue" }])).to.deep.equal([]);
    expect(regionProblems("me-south-1", needed).map(formatProblem)).to.deep.equal([
      "REGION_SERVICE_MISSING lakehouse:redshift.enabled: found the region me-south-1, which has no redshift-serverless; " +
        "allowed is one that has. Fix: write enabled: false, or deploy to another region.",
    ]);
    expect(regionProblems("us-isob-west-1", needed).map(({ place }) => place)).to.deep.equal([
      "aws:region",
      "lakehouse:redshift.enabled",
    ]);
  });
});
