import { AthenaClient, type AthenaClientConfig } from "@aws-sdk/client-athena";
import { clientSettings } from "../client-settings.ts";

export const athenaClient = (own: AthenaClientConfig = {}): AthenaClient =>
  new AthenaClient({ ...clientSettings, ...own });
