import { GetParameterCommand, ParameterNotFound, SSMClient } from "@aws-sdk/client-ssm";
import type { Deployment } from "../../model/documents/deployment.ts";
import { deploymentParameter, projectName } from "../../model/names.ts";
import { failure } from "../answer.ts";

/**
 * Where the parts of a deployed stack are.
 *
 * @throws ProblemsError DEPLOYMENT_MISSING or DEPLOYMENT_UNREADABLE
 */
export const readDeployment = async (stack: string, client: SSMClient = new SSMClient()): Promise<Deployment> => {
  const name = deploymentParameter(projectName, stack);
  const place = `parameter ${name}`;
  const fix = 'deploy the stack: "lakehouse deploy" into the sandbox, "pulumi up" into an account';
  try {
    const { Parameter: parameter } = await client.send(new GetParameterCommand({ Name: name }));
    const deployment = JSON.parse(parameter?.Value ?? "null") as Deployment | null;
    if (deployment?.formatVersion === 1) return deployment;
    throw failure("DEPLOYMENT_UNREADABLE", place, "its formatVersion is not 1, which this command reads", fix);
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw failure("DEPLOYMENT_MISSING", place, `stack "${stack}" is not deployed where this command looks`, fix);
  }
};
