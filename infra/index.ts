/** The Pulumi program. */
import { declareStack } from "./stack.ts";

/** The deployment document as stack outputs. */
export const deployment = await declareStack();
