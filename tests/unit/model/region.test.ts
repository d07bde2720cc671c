import { expect } from "chai";
import { formatProblem } from "../../../model/validation/problem.ts";
import { objectPlace, partitionOf, regionalName, regionProblems } from "../../../model/region.ts";

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

  it("has a console where objects are looked at, or the object's URI where none is known", () => {
    const place = (region: string): string => objectPlace(region, "b", "runs/r 1/report.html");
    expect(place("eu-central-1")).to.equal(
      "https://eu-central-1.console.aws.amazon.com/s3/object/b?region=eu-central-1&prefix=runs%2Fr+1%2Freport.html",
    );
    expect(place("cn-north-1")).to.match(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    expect(place("us-iso-east-1")).to.equal("s3://b/runs/r 1/report.html");
  });

  it("that nobody knows is said so", () => {
    expect(regionProblems("eu-centrall", []).map(formatProblem)).to.deep.equal([
      "REGION_UNKNOWN_PARTITION aws:region: found eu-centrall, must be a region of the partitions aws, aws-cn, " +
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
        "must be one that has it. Fix: write enabled: false, or deploy to another region.",
    ]);
    expect(regionProblems("us-isob-west-1", needed).map(({ place }) => place)).to.deep.equal([
      "aws:region",
      "lakehouse:redshift.enabled",
    ]);
  });
});
