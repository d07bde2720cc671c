import { expect } from "chai";
import { recordedResources, resourcesOf, variants, type Recorded } from "./recorded.ts";

const lastPart = ({ inputs }: Recorded, at: string): string => String(inputs[at]).split("/").at(-1) ?? "";

for (const { title, stack, options } of variants) {
  describe(`the logs of Glue in ${title}`, () => {
    it("are those that Glue would make and leave behind, by its names for them", async () => {
      const all = await recordedResources(stack, options);
      const ofType = (type: string): readonly Recorded[] => resourcesOf(all, type);
      const jobs = ofType("aws:glue/job:Job").flatMap((job) =>
        ["output", "error"].map(
          (stream) =>
            `/aws-glue/jobs/${lastPart(job, "securityConfiguration")}-role/${lastPart(job, "roleArn")}/${stream}`,
        ),
      );
      const crawlers = ofType("aws:glue/crawler:Crawler").map(
        (crawler) =>
          `/aws-glue/crawlers-role/${lastPart(crawler, "role")}-${lastPart(crawler, "securityConfiguration")}`,
      );
      const groups = ofType("aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => String(inputs["name"]));
      expect(groups.filter((name) => name.startsWith("/aws-glue/"))).to.have.members([
        ...new Set([...jobs, ...crawlers]),
      ]);
    });
  });
}
