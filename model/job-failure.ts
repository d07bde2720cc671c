/**
 * Why a Glue job's run failed, as a person reads it: without the class and the line that Glue puts before the script's
 * error, and without the request that an AWS SDK puts after one. The job's log keeps both.
 *
 * @param message `ErrorMessage` of the run
 *
 * @example
 * jobFailure("Error Category: QUERY_ERROR; Failed Line Number: 27; AnalysisException: no column x");
 * // "AnalysisException: no column x"
 */
export const jobFailure = (message: string): string =>
  message
    .replace(/^Error Category: [^;]*; (?:Failed Line Number: \d+; )?/, "")
    .replace(/\s*\(Service: [^()]*\)/g, "")
    .replace(/\s*\(SDK Attempt Count: \d+\)/g, "");
