/** Whether QuickSight reaches Athena as the stack's roles. */
import type { QuickSightClient } from "@aws-sdk/client-quicksight";
import { dataSourceStatus, quickSightReader } from "../../../aws/quicksight/deployed-dashboards.ts";
import { personaId } from "../../../model/dashboards/quicksight/ids.ts";
import type { QuickSightDeployment } from "../../../model/documents/deployment.ts";
import type { Persona } from "../../../model/governance/principals.ts";
import { failed, ok, skipped, type Check, type Finding } from "../check.ts";

const works = ["CREATION_SUCCESSFUL", "UPDATE_SUCCESSFUL"];

const dataSourceFindings = async (
  client: QuickSightClient,
  account: string,
  { prefix }: QuickSightDeployment,
  persona: Persona,
): Promise<readonly Finding[]> => {
  const id = personaId(prefix, persona);
  const source = await dataSourceStatus(client, account, id);
  // Nothing is published for a persona that isn't in any dashboard's audience
  if (source === undefined) return [];
  const { status, error } = source;
  if (works.includes(status)) return [ok(`data source ${id} queries Athena as ${persona}`)];
  const why = error === undefined ? "" : `: ${error}`;
  return [failed(`data source ${id} is ${status}${why}`, `let QuickSight assume its role, and run "pulumi up"`)];
};

/** @param open the client and the account's id; called only if the stack has QuickSight */
export const quickSightCheck = (
  deployment: QuickSightDeployment | undefined,
  open: () => Promise<{ readonly client: QuickSightClient; readonly account: string }>,
): Check => ({
  code: "QUICKSIGHT",
  title: "QuickSight reaches Athena",
  look: async () => {
    if (deployment === undefined) return skipped("the stack has no QuickSight");
    const { client, account } = await open();
    // Reports what is missing if the account has no subscription, or one without groups
    await quickSightReader(client, account);
    const findings = await Promise.all(
      deployment.personas.map((persona) => dataSourceFindings(client, account, deployment, persona)),
    );
    return findings.flat().length > 0 ? findings.flat() : failed("there is no data source", 'run "pulumi up"');
  },
});
