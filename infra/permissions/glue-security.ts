/** Permissions that a role needs because its jobs or crawlers have a security configuration. Pure. */
import { allow, type Statement } from "./policy.ts";

/**
 * Glue reads the configuration as the role before anything runs. Security configurations have no ARN, so the action
 * doesn't support resource-level permissions:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
 */
export const readsSecurityConfiguration = (): Statement =>
  allow("ReadSecurityConfiguration", ["glue:GetSecurityConfiguration"], ["*"]);
