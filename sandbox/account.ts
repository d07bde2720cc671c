/** The account that the emulator simulates. */
export const sandboxAccount = {
  accountId: "000000000000",
  region: "us-east-1",
  accessKeyId: "test",
  secretAccessKey: "test",
} as const;

/** Settings with which any AWS SDK reaches the sandbox. */
export const awsEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: sandboxAccount.region,
  AWS_DEFAULT_REGION: sandboxAccount.region,
  AWS_ACCESS_KEY_ID: sandboxAccount.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sandboxAccount.secretAccessKey,
});
