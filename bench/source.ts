import { failure } from "../model/validation/failure.ts";

export interface BenchSource {
  /** Base URL of the mission's paths, e.g. `/transactions`. */
  readonly baseUrl: string;
  readonly token: string;
}

const probeTimeoutMs = 10_000;

const answers = async (baseUrl: string, token: string): Promise<number> => {
  const answer = await fetch(`${baseUrl}/transactions?limit=1&offset=0`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(probeTimeoutMs),
  });
  await answer.body?.cancel();
  return answer.status;
};

/**
 * Finds the mission's API at an address: at its root, or below `/mission` as in the demo source.
 *
 * @throws ProblemsError SOURCE_UNUSABLE
 */
export const findSource = async (address: string, token: string): Promise<BenchSource> => {
  const base = address.replace(/\/+$/, "");
  const found: string[] = [];
  for (const baseUrl of [base, `${base}/mission`]) {
    const status = await answers(baseUrl, token);
    if (status === 200) return { baseUrl, token };
    found.push(`${baseUrl}/transactions answered ${status}`);
  }
  const fix = "give the URL that /transactions is below, and name the token's variable with --token-env";
  throw failure("SOURCE_UNUSABLE", "--source", `${found.join(", ")}; 200 is needed`, fix);
};
