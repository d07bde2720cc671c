import { aws } from "../support/policy.ts";

export const passes = [
  aws("lambda/function", {
    name: "plan",
    environment: { variables: { TOKEN_SECRET_ID: "lakehouse/dev/flights-api-token" } },
  }),
];

export const fails = [
  aws("lambda/function", { name: "plan", environment: { variables: { SOURCE_TOKEN: "opensesame" } } }),
];
