import { jsonAnswer } from "../answer.ts";
import { basicOf, bearerOf, type Answer, type Ask } from "../ask.ts";
import { credentials } from "../credentials.ts";
import type { Tokens } from "../../tokens.ts";
import type { Behavior } from "./behavior.ts";
import type { WayState } from "./state.ts";

const refusal = (challenge: string): Answer =>
  jsonAnswer(401, { error: "unauthorized" }, { "www-authenticate": challenge });

const useIssued = (token: string, state: WayState, now: number): boolean => {
  const issued = state.tokens.get(token);
  if (issued === undefined || issued.until <= now || issued.usesLeft === 0) return false;
  issued.usesLeft -= 1;
  return true;
};

/** Refuses a call whose credentials are missing or wrong. */
export const authenticate = (
  ask: Ask,
  behavior: Behavior,
  state: WayState,
  tokens: Tokens,
  now: number,
): Answer | undefined => {
  switch (behavior.auth) {
    case "none":
      return undefined;
    case "bearer":
      return tokens.use(bearerOf(ask)) ? undefined : refusal("Bearer");
    case "api-key-header":
      return ask.headers["x-api-key"] === credentials.apiKey ? undefined : refusal("ApiKey");
    case "api-key-query":
      return ask.query.get("api_key") === credentials.apiKey ? undefined : refusal("ApiKey");
    case "basic": {
      const [user, password] = basicOf(ask) ?? [];
      const { basic } = credentials;
      return user === basic.user && password === basic.password ? undefined : refusal('Basic realm="demo"');
    }
    case "oauth2": {
      const token = bearerOf(ask);
      if (token === "") return refusal("Bearer");
      return useIssued(token, state, now) ? undefined : refusal('Bearer error="invalid_token"');
    }
  }
};
