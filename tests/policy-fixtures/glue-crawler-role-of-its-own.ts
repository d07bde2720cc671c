import { aws, roleArn } from "../support/policy.ts";

export const passes = [
  aws("glue/job", { name: "process", roleArn: roleArn("process") }, "process"),
  aws("glue/crawler", { name: "flights", role: roleArn("crawl") }),
];

export const fails = [
  aws("glue/job", { name: "process", roleArn: roleArn("process") }, "process"),
  aws("glue/crawler", { name: "flights", role: roleArn("process") }),
];
