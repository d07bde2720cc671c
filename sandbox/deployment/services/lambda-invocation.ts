import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { defineType, type Applied } from "../resource-type.ts";

const client = new LambdaClient({});

interface InvocationInputs {
  readonly functionName: string;
  /** A JSON object. */
  readonly input: string;
  readonly lifecycleScope?: "CREATE_ONLY" | "CRUD";
  /** Not part of the payload: a change invokes the function again. */
  readonly triggers?: Readonly<Record<string, string>>;
}

type Action = "create" | "update" | "delete";

/** With scope CRUD, the provider adds the resource's action and the input of the last invocation. */
const payloadOf = (inputs: InvocationInputs, action: Action, previous: string | undefined): string => {
  if (inputs.lifecycleScope !== "CRUD") {
    return inputs.input;
  }
  const prevInput: unknown = previous === undefined ? null : JSON.parse(previous);
  return JSON.stringify({
    ...(JSON.parse(inputs.input) as object),
    tf: { action, prev_input: prevInput },
  });
};

const reason = (payload: string): string => {
  const { errorMessage } = JSON.parse(payload) as { errorMessage?: string };
  return errorMessage ?? payload;
};

/** @throws the function's own message if it failed */
const invoke = async (inputs: InvocationInputs, action: Action, previous?: string): Promise<Applied> => {
  const { functionName, input } = inputs;
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: payloadOf(inputs, action, previous) }),
  );
  const result = Payload?.transformToString() ?? "";
  if (FunctionError !== undefined) {
    throw new Error(`${functionName} failed: ${reason(result)}`);
  }
  return { id: functionName, outputs: { result, input } };
};

const inputOf = ({ outputs }: Applied): string | undefined => {
  const { input } = outputs;
  return typeof input === "string" ? input : undefined;
};

export const invocation = defineType<InvocationInputs>({
  inputs: ["functionName", "input", "lifecycleScope", "triggers"],
  replaceOn: ["functionName", "triggers"],
  create: (inputs) => invoke(inputs, "create"),
  update: (inputs, current) => invoke(inputs, "update", inputOf(current)),
  delete: async (current, described) => {
    const inputs = described as unknown as InvocationInputs;
    if (inputs.lifecycleScope === "CRUD") {
      const input = inputOf(current) ?? inputs.input;
      await invoke({ ...inputs, input }, "delete", input);
    }
  },
});
