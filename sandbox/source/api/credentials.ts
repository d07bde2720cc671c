/** Well-known credentials of the demo source's APIs: they protect nothing, and tests state them to be let in. */
export const credentials = {
  apiKey: "demo-api-key",
  /** The password has a colon, which HTTP Basic allows and a careless client splits at. */
  basic: { user: "demo-user", password: "demo:password" },
  oauth2: { id: "demo-client", secret: "demo-client-secret" },
  github: "demo-github-token",
  stripe: "sk_test_demo",
  salesforce: { id: "demo-consumer-key", secret: "demo-consumer-secret" },
  shopify: "shpat_demo",
  jira: { user: "demo@example.com", password: "demo-jira-token" },
} as const;
