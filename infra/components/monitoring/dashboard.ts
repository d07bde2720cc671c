import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody, type DashboardArgs } from "../../monitoring/dashboard-body.ts";

/** One page with the nights, their rows, and what they run on; every stack has it. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, options: pulumi.ComponentResourceOptions) {
    super("lakehouse:infra:Dashboard", name, {}, options);
    new aws.cloudwatch.Dashboard(
      `${name}-page`,
      { dashboardName: args.place.prefix, dashboardBody: JSON.stringify(dashboardBody(args)) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
