import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { analysisJob } from "../../../model/sql/analysis.ts";
import { readsObjects, writesObjects } from "../../permissions/access.ts";
import { createSparkJob, type SparkJobSettings } from "./spark-job.ts";

export interface AnalysisArgs extends Omit<SparkJobSettings, "workerType" | "numberOfWorkers" | "timeoutMinutes"> {
  readonly script: pulumi.asset.Asset;
  /** The uploaded package that the script imports. */
  readonly library: aws.s3.BucketObjectv2;
}

/**
 * The Glue job that analyzes models over zero rows before they are built. It is separate from the curate job, which
 * allows only one run at a time: SQL is planned while a night builds. It reads no table and no catalog.
 */
export class Analysis extends pulumi.ComponentResource {
  readonly jobName: pulumi.Output<string>;

  constructor(name: string, args: AnalysisArgs) {
    super("lakehouse:infra:Analysis", name);
    const { workerType, workers: numberOfWorkers, timeoutMinutes, runsAtOnce: maxConcurrentRuns } = analysisJob;
    const { artifacts } = args;
    const { job } = createSparkJob(
      name,
      {
        ...args,
        ...{ workerType, numberOfWorkers, timeoutMinutes, maxConcurrentRuns },
        part: "analyze",
        description: "Analyzes with Spark the models that a plan changes, before anything is built",
        roleDescription: "What the job that analyzes models may do",
        statements: [
          readsObjects("ReadArtifacts", artifacts, ["glue/", "sql/analyses/"]),
          writesObjects("WriteResult", artifacts, ["sql/analyses/"]),
        ],
        arguments: {},
      },
      this,
    );
    this.jobName = job.name;
    this.registerOutputs({ jobName: this.jobName });
  }
}
