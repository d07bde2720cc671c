import { environmentName, production } from "../../model/sql/environment.ts";
import { UsageError } from "../answer.ts";

export interface EnvironmentOptions {
  readonly schema?: string;
}

/** @throws UsageError ENVIRONMENT_INVALID */
export const environmentOf = ({ schema = production }: EnvironmentOptions): string => {
  if (environmentName.test(schema)) return schema;
  const message = `"${schema}" is not an environment name; allowed are lowercase letters, digits and underscores, starting with a letter, 31 at most`;
  const fix = "use a name such as preview_1";
  throw new UsageError({ code: "ENVIRONMENT_INVALID", place: "--schema", message, fix });
};
