/** The Pulumi program. */
import { declareStack } from "./stack.ts";

/** Where the parts of the stack are, as stack outputs. */
export const deployment = await declareStack();
