import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/** Name, level and namespace come from the POWERTOOLS_* variables. */
export const logger = new Logger();
export const metrics = new Metrics();
