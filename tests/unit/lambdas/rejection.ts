import { Fault } from "../../../model/fault.ts";

/** The fault with which a promise rejects; any other rejection is rethrown. */
export const faultOf = async (promise: Promise<unknown>): Promise<Fault> => {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("it succeeded, a fault was expected");
};

export const thrown = (work: () => unknown): Fault => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("it succeeded, a fault was expected");
};
