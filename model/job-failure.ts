/**
 * Why a Glue job run failed, for people: without the class and line that Glue prepends to the script's error, and
 * without the request that an AWS SDK appends. The job's log keeps both.
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
