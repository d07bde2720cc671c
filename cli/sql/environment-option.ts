import { environmentName, production } from "../../model/sql/environment.ts";
import { UsageError } from "../answer.ts";

export interface EnvironmentOptions {
  readonly schema?: string;
}

/** @throws UsageError ENVIRONMENT_INVALID */
export const environmentOf = ({ schema = production }: EnvironmentOptions): string => {
  if (environmentName.test(schema)) return schema;
  const message = `"${schema}" is no name of an environment; allowed are small letters, digits and underscores, a letter first, 31 at most`;
  const fix = "name it for example preview_1";
  throw new UsageError({ code: "ENVIRONMENT_INVALID", place: "--schema", message, fix });
};
