import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { clientSettings } from "../client-settings.ts";

export const iamClient = (own: IAMClientConfig = {}): IAMClient => new IAMClient({ ...clientSettings, ...own });
