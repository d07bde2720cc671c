import { paginateListServiceQuotas, type ServiceQuotasClient } from "@aws-sdk/client-service-quotas";

export interface Quota {
  readonly name: string;
  readonly value: number;
}

/**
 * The account's first quota of a service whose name matches; `undefined` if none does.
 *
 * @param pattern matched against the displayed name; a quota's code is AWS's own
 */
export const quotaNamed = async (
  client: ServiceQuotasClient,
  service: string,
  pattern: RegExp,
): Promise<Quota | undefined> => {
  for await (const { Quotas: quotas = [] } of paginateListServiceQuotas({ client }, { ServiceCode: service })) {
    const quota = quotas.find(({ QuotaName: name = "" }) => pattern.test(name));
    if (quota !== undefined) return { name: quota.QuotaName ?? "", value: quota.Value ?? 0 };
  }
  return undefined;
};
