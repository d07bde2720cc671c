import { aws } from "../support/policy.ts";

export const passes = [aws("ssm/parameter", { name: "/lakehouse/dev/place", value: '{"bucket":"raw"}' })];

export const fails = [aws("ssm/parameter", { name: "/lakehouse/dev/place", value: '{"token":"opensesame"}' })];
