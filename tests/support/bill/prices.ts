/** AWS prices, in USD, in us-east-1: from the price pages named, as of November 2026. */
export const prices = {
  /** https://aws.amazon.com/kms/pricing/ per key and month; each of the first two rotations adds 1 more. */
  key: 1,
  /** https://aws.amazon.com/secrets-manager/pricing/ per secret and month. */
  secret: 0.4,
  /**
   * https://aws.amazon.com/cloudwatch/pricing/ per month; a custom metric is billed by the hours in which it is
   * written.
   */
  alarm: 0.1,
  combinedAlarm: 0.5,
  dashboard: 3,
  metric: 0.3,
  logGib: 0.5,
  /** https://aws.amazon.com/privatelink/pricing/ per zone and month of 730 hours. */
  interfaceEndpoint: 7.3,
  /** https://aws.amazon.com/vpc/pricing/ per month of 730 hours. */
  natGateway: 32.85,
  /** https://aws.amazon.com/glue/pricing/ per DPU and hour: jobs, crawlers and optimizers alike. */
  dpuHour: 0.44,
  /** https://aws.amazon.com/lambda/pricing/ on Arm, per GB and second, and per million calls. */
  lambdaGbSecond: 0.0000133334,
  lambdaMillionCalls: 0.2,
  /** https://aws.amazon.com/sqs/pricing/ per million requests. */
  sqsMillion: 0.4,
  /** https://aws.amazon.com/step-functions/pricing/ per thousand transitions. */
  transitionThousand: 0.025,
  /** https://aws.amazon.com/s3/pricing/ per thousand requests. */
  putThousand: 0.005,
  getThousand: 0.0004,
} as const;
