import { GetParameterCommand, ParameterNotFound, type SSMClient } from "@aws-sdk/client-ssm";
import { deploymentKind, type Deployment } from "../../model/documents/deployment.ts";
import { readDocument } from "../../model/documents/document.ts";
import { deploymentParameter, projectName } from "../../model/names.ts";
import { failure } from "../../model/validation/failure.ts";
import { parseJson } from "../../model/validation/json.ts";
import { ssmClient } from "./client.ts";

/**
 * The locations of a deployed stack's parts.
 *
 * @throws ProblemsError DEPLOYMENT_MISSING or DEPLOYMENT_UNREADABLE
 */
export const readDeployment = async (stack: string, client: SSMClient = ssmClient()): Promise<Deployment> => {
  const name = deploymentParameter(projectName, stack);
  const place = `parameter ${name}`;
  const fix = 'deploy the stack: "lakehouse deploy" into the sandbox, "pulumi up" into an account';
  try {
    const { Parameter: parameter } = await client.send(new GetParameterCommand({ Name: name }));
    return readDocument(deploymentKind, parseJson(parameter?.Value ?? "") ?? null, place);
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw failure("DEPLOYMENT_MISSING", place, `stack "${stack}" is not deployed where this command looks`, fix);
  }
};
