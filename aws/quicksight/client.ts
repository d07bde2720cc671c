import { QuickSightClient } from "@aws-sdk/client-quicksight";
import { clientSettings } from "../client-settings.ts";

export const quickSightClient = (): QuickSightClient => new QuickSightClient(clientSettings);
