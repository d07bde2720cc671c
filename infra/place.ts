/** Where a stack is and what its names begin with: known before anything is created. */
export interface Place {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  /** `<project>-<stack>`; begins every name that is unique per account. */
  readonly prefix: string;
}

/** ARN of something in the stack's account and region. */
export const arn = (place: Place, service: string, resource: string): string =>
  `arn:${place.partition}:${service}:${place.region}:${place.accountId}:${resource}`;

/** ARN of a service role, by its part: where it has to be named before, or whether or not, it exists. */
export const roleArn = ({ partition, accountId, prefix }: Place, part: string): string =>
  `arn:${partition}:iam::${accountId}:role/${prefix}-${part}`;
