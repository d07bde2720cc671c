/** What a role may do because its jobs or crawlers have a security configuration: pure. */
import { allow, type Statement } from "./policy.ts";

/**
 * Glue reads the configuration as the role before anything runs. Security configurations have no ARN, so the action knows
 * no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
 */
export const readsSecurityConfiguration = (): Statement =>
  allow("ReadSecurityConfiguration", ["glue:GetSecurityConfiguration"], ["*"]);
