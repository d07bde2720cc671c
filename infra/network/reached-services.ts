/** Which AWS services are reached from the private network, how, and why. Pure. */

export interface ReachedService {
  /** Gateways are routes and free; interfaces are billed per zone and hour. */
  readonly kind: "Gateway" | "Interface";
  /** Last part of the endpoint's service name if it differs from the prefix of the service's actions. */
  readonly endpoint?: string;
  /** What calls it from inside, and why. */
  readonly reason: string;
  /** Only if mails are sent. */
  readonly isForMails?: true;
}

/**
 * Every service that a function, a job, or Redshift calls from inside, by the prefix of its actions. A test compares
 * the list with what their roles may call: an unneeded endpoint only costs money, and a call without one hangs until it
 * times out.
 */
export const reachedServices: Readonly<Record<string, ReachedService>> = {
  s3: { kind: "Gateway", reason: "pages, tables, contracts, manifests and results" },
  dynamodb: { kind: "Gateway", reason: "the ledger" },
  sqs: { kind: "Interface", reason: "plan sends pages, extract puts one off that failed" },
  secretsmanager: { kind: "Interface", reason: "tokens of the sources, the key that personal values are masked with" },
  states: { kind: "Interface", reason: "start begins a night, the last page resumes it" },
  sns: { kind: "Interface", reason: "report announces the night" },
  glue: {
    kind: "Interface",
    reason:
      "tables of the catalog: the job commits, the crawlers infer, govern tags, report compares, Redshift looks up",
  },
  lakeformation: {
    kind: "Interface",
    reason: "govern reads and corrects settings and tags, the job and Redshift request tables' files",
  },
  logs: { kind: "Interface", reason: "workers of the job and the crawlers write their logs" },
  cloudwatch: { kind: "Interface", endpoint: "monitoring", reason: "workers of the job write their metrics" },
  // required where Glue uses encryption: https://docs.aws.amazon.com/glue/latest/dg/connection-JDBC-VPC.html
  kms: { kind: "Interface", reason: "workers of the job and the crawlers use the security configuration's key" },
  athena: { kind: "Interface", reason: "mail queries figures", isForMails: true },
  // The API's endpoint, which Private DNS names email.<region>; email-smtp is a different one
  ses: { kind: "Interface", endpoint: "email", reason: "mail sends them", isForMails: true },
  sts: {
    kind: "Interface",
    reason: "workers look up their identity, which needs no permission, before they request data",
  },
};
