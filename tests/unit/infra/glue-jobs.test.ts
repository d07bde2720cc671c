import { join } from "node:path";
import { expect } from "chai";
import { loadContracts } from "../../../contracts/index.ts";
import { recordedResources, statementsOf, variants, type Recorded, inputsOf, resourcesOf } from "./recorded.ts";

const { sources, schedules } = loadContracts(join(import.meta.dirname, "..", "..", "..", "contracts")).bundle;

for (const { title, stack, options } of variants) {
  describe(`Glue jobs of ${title}`, () => {
    let all: Recorded[];

    before(async () => {
      all = await recordedResources(stack, options);
    });

    const ofType = (type: string): Recorded[] => resourcesOf(all, type);
    const one = (type: string, name: string): Recorded["inputs"] => inputsOf(all, type, name);

    const jobs = {
      "processing-job": {
        script: "process",
        zone: "processed",
        runsAtOnce: schedules.length,
        given: { "--mask_key_secret": `lakehouse/${stack}/mask-key` },
      },
      // models read each other's tables, so two builds must not publish at the same time
      "curation-job": {
        script: "curate",
        zone: "curated",
        runsAtOnce: 1,
        given: { "--curated_bucket": `lakehouse-${stack}-curated-123456789012` },
      },
    } as const;
    for (const [name, { script, zone, runsAtOnce, given }] of Object.entries(jobs)) {
      it(`give the ${name} Iceberg, its script, the one library and no secret value`, () => {
        const job = one("aws:glue/job:Job", name);
        expect(job).to.include({ glueVersion: "5.1", maxRetries: 0 });
        expect(job["executionProperty"]).to.deep.equal({ maxConcurrentRuns: runsAtOnce });
        const code = `s3://lakehouse-${stack}-artifacts-123456789012/glue`;
        expect(job["command"]).to.include({ scriptLocation: `${code}/jobs/${script}.py` });
        const all = job["defaultArguments"] as Record<string, string>;
        expect(all).to.include({
          "--datalake-formats": "iceberg",
          "--artifacts_bucket": `lakehouse-${stack}-artifacts-123456789012`,
          "--extra-py-files": `${code}/lakehouse.zip`,
          ...given,
        });
        expect(all["--conf"]?.split(" --conf ")).to.include.members([
          "spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog",
          `spark.sql.catalog.glue_catalog.warehouse=s3://lakehouse-${stack}-${zone}-123456789012/`,
          "spark.sql.session.timeZone=UTC",
        ]);
      });
    }

    it("upload the code that the jobs run", () => {
      const keys = ofType("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => inputs["key"]);
      expect(keys).to.include.members([
        "glue/jobs/process.py",
        "glue/jobs/curate.py",
        "glue/jobs/analyze.py",
        "glue/lakehouse.zip",
      ]);
    });

    it("let the one that looks at models run beside the one that builds them, and reach no table", () => {
      const job = one("aws:glue/job:Job", "analysis-job");
      expect(job).to.include({ numberOfWorkers: 2, timeout: 15 });
      expect(job["executionProperty"]).to.deep.equal({ maxConcurrentRuns: 4 });
      const conf = (job["defaultArguments"] as Record<string, string>)["--conf"] ?? "";
      expect(conf).to.include("spark.sql.extensions=").and.not.to.include("spark.sql.catalog");
      const { policy } = one("aws:iam/rolePolicy:RolePolicy", "analysis-policy");
      const allowed = statementsOf(policy);
      const actions = allowed.flatMap(({ Action }) => Action);
      expect(
        actions.filter((action) => /^lakeformation:|^glue:.*(Table|Database|Partition)/.test(action)),
      ).to.deep.equal([]);
      const artifacts = `arn:aws:s3:::lakehouse-${stack}-artifacts-123456789012`;
      const objects = allowed.filter(({ Action }) => [Action].flat().some((action) => action.startsWith("s3:")));
      expect(objects.map(({ Action, Resource }) => [[Action].flat(), Resource])).to.deep.equal([
        [["s3:GetObject"], [`${artifacts}/glue/*`, `${artifacts}/sql/analyses/*`]],
        [["s3:PutObject"], [`${artifacts}/sql/analyses/*`]],
      ]);
    });

    it("let the one that builds models write curated tables, also those of previews, and read processed ones", () => {
      const { policy } = one("aws:iam/rolePolicy:RolePolicy", "curation-policy");
      const allowed = statementsOf(policy);
      const resourcesOf = (prefix: string, action: string): string[] => [
        ...new Set(
          allowed
            .filter(({ Action }) => [Action].flat().includes(action))
            .flatMap(({ Resource }) => Resource)
            .filter((resource) => resource.includes(prefix)),
        ),
      ];
      const catalog = "arn:aws:glue:us-east-1:123456789012:";
      const written = sources.flatMap(({ name }) => [
        `${catalog}table/${name}_curated/*`,
        `${catalog}table/${name}_curated__*`,
      ]);
      const read = sources.map(({ name }) => `${catalog}table/${name}_processed/*`);
      expect(resourcesOf(":table/", "glue:UpdateTable")).to.have.members(written);
      expect(resourcesOf(":table/", "glue:GetTable")).to.have.members([...read, ...written]);
      const bucket = (zone: string): string => `arn:aws:s3:::lakehouse-${stack}-${zone}-123456789012`;
      expect(resourcesOf("arn:", "s3:PutObject")).to.have.members([
        `${bucket("artifacts")}/runs/*`,
        `${bucket("artifacts")}/sql/builds/*`,
        `${bucket("curated")}/*`,
      ]);
      expect(resourcesOf("arn:", "s3:GetObject")).to.have.members([
        `${bucket("artifacts")}/glue/*`,
        `${bucket("artifacts")}/sql/*`,
        `${bucket("processed")}/*`,
        `${bucket("curated")}/*`,
      ]);
    });
  });
}
