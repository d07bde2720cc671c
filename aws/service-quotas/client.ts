import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { clientSettings } from "../client-settings.ts";

export const serviceQuotasClient = (): ServiceQuotasClient => new ServiceQuotasClient(clientSettings);
