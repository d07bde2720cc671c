import { badRequest, jsonAnswer, methodNotAllowed, notFound } from "../answer.ts";
import type { Answer, Ask } from "../ask.ts";
import type { Tokens } from "../../tokens.ts";
import { withAnswerFaults } from "./answer-faults.ts";
import { authenticate } from "./authentication.ts";
import { bearerTokenAnswer } from "./bearer-tokens.ts";
import { parseBehavior, type Behavior } from "./behavior.ts";
import { faultHits } from "./hits.ts";
import { countAnswer, itemsAnswer } from "./items-endpoint.ts";
import { limitCalls } from "./limits.ts";
import { wayStates, type Route, type WayState } from "./state.ts";
import { tokenAnswer } from "./token-endpoint.ts";

/** Faults of a route that isn't the items' own. */
const onRoute = (route: Route, answer: Answer, ask: Ask, behavior: Behavior, state: WayState): Answer => {
  const call = state.count(route);
  if (behavior.on !== route) return answer;
  const target = `${ask.path}?${ask.query.toString()}`;
  const hit = faultHits(behavior, state, call)(undefined);
  return withAnswerFaults(answer, behavior, target, () => state.isFirst(target), hit);
};

const missingHeader = (ask: Ask, { header }: Behavior): Answer | undefined => {
  if (header === undefined) return undefined;
  const [name, value] = header;
  const found = ask.headers[name.toLowerCase()];
  return found === value ? undefined : badRequest([`the header ${name} is "${found ?? ""}"; it has to be ${value}`]);
};

/**
 * An API that behaves as a segment of its path says, right or wrong: `/ways/<behavior>/items`.
 *
 * @param now epoch milliseconds
 */
export const waysApi = (tokens: Tokens, now: () => number): ((segment: string, ask: Ask) => Answer) => {
  const states = wayStates();

  const data = (ask: Ask, behavior: Behavior, state: WayState): Answer => {
    if (ask.method !== "GET") return methodNotAllowed("GET");
    const refused =
      authenticate(ask, behavior, state, tokens, now()) ??
      limitCalls(behavior, state, now()) ??
      missingHeader(ask, behavior);
    if (refused !== undefined) return refused;
    if (ask.path === "/items") return itemsAnswer(ask, behavior, state);
    return onRoute("count", countAnswer(ask, behavior, state), ask, behavior, state);
  };

  return (segment, ask) => {
    const behavior = parseBehavior(segment);
    if ("problems" in behavior) return badRequest(behavior.problems);
    const state = states(segment, behavior);
    if (ask.path === "/calls") return jsonAnswer(200, state.summary());
    if (ask.path === "/tokens" && behavior.auth === "bearer") return bearerTokenAnswer(ask, tokens);
    if (ask.path === "/oauth/token" && behavior.auth === "oauth2") {
      return onRoute("token", tokenAnswer(ask, behavior, state, now()), ask, behavior, state);
    }
    const isKnown = ask.path === "/items" || (ask.path === "/items/count" && behavior.total === "count");
    return isKnown ? data(ask, behavior, state) : notFound(ask.path);
  };
};
