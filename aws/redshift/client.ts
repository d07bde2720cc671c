import { RedshiftDataClient } from "@aws-sdk/client-redshift-data";
import { clientSettings } from "../client-settings.ts";

export const redshiftDataClient = (): RedshiftDataClient => new RedshiftDataClient(clientSettings);
