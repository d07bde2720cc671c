/** Whether a source accepts its token, tested by requesting one record of its first dataset. */
import { systemClock } from "../../aws/clock.ts";
import { connectorsOf } from "../../sources/connectors.ts";
import type { Bundle } from "../../model/documents/contract-bundle.ts";
import { describeError } from "../output/errors.ts";
import { failed, findingsOf, ok, skipped, type Check, type Finding } from "./check.ts";

export interface AskedSource {
  readonly name: string;
  readonly address: string;
  /** `undefined` if there is none yet. */
  readonly token: string | undefined;
  /** How to store its token. */
  readonly howToPut: string;
  /** It is reached from the stack's private network, whose view may differ from this machine's. */
  readonly isInNetwork: boolean;
}

const timeoutSeconds = 20;

/** One day is requested: any window has a count. */
const askedWindow = { since: "2020-01-01T00:00:00.000Z", until: "2020-01-02T00:00:00.000Z" };

const askedWithoutToken = async ({ name, address, howToPut }: AskedSource): Promise<Finding> => {
  try {
    const { status } = await fetch(address, { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    return skipped(`${name} answers at ${address} (${status}); its token isn't known here: ${howToPut}`);
  } catch (error) {
    const reason =
      error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
    return failed(`${name}: nothing answers at ${address}: ${reason}`, `correct lakehouse:sources.${name}`);
  }
};

const ask = async (bundle: Bundle, source: AskedSource): Promise<readonly Finding[]> => {
  const { name, address, token, isInNetwork } = source;
  if (isInNetwork) return [skipped(`${name} is in a network that this machine isn't in; the first night will show`)];
  if (token === undefined) return [await askedWithoutToken(source)];
  const [dataset] = bundle.datasets.filter((one) => one.source === name);
  if (dataset === undefined) return [skipped(`${name} has no dataset`)];
  const connectorOf = connectorsOf(new Map([[name, { address, secretId: name }]]), {
    readSecret: () => Promise.resolve(token),
    // One call is below every rate
    takeFromRate: () => Promise.resolve(),
    timeoutSeconds,
    clock: systemClock,
  });
  try {
    const connector = connectorOf(bundle, dataset);
    const { rows } = await connector.cut(dataset, askedWindow, Date.now() + timeoutSeconds * 1000);
    const found = rows === undefined ? "gives no total" : `has ${rows} records in a day of 2020`;
    return [ok(`${name} answers with its token: ${dataset.id} ${found}`)];
  } catch (error) {
    return findingsOf(describeError(error).problems, "");
  }
};

export const sourcesCheck = (bundle: Bundle, sources: () => Promise<readonly AskedSource[]>): Check => ({
  code: "SOURCES",
  title: "The sources, with their tokens",
  look: async () => {
    const asked = await Promise.all((await sources()).map((source) => ask(bundle, source)));
    return asked.flat();
  },
});
