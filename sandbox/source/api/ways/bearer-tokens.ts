import { jsonAnswer, methodNotAllowed } from "../answer.ts";
import { bearerOf, type Answer, type Ask } from "../ask.ts";
import type { Tokens } from "../../tokens.ts";

const refused = jsonAnswer(401, { error: "unauthorized" }, { "www-authenticate": "Bearer" });

/** Whether a token is valid, or a new one in its place, as at `/flights/tokens`. */
export const bearerTokenAnswer = (ask: Ask, tokens: Tokens): Answer => {
  const token = bearerOf(ask);
  if (ask.method === "GET") return tokens.isValid(token) ? jsonAnswer(200, { valid: true }) : refused;
  if (ask.method !== "POST") return methodNotAllowed("GET, POST");
  const issued = tokens.issue(token);
  return issued === undefined ? refused : jsonAnswer(201, { token: issued }, { "cache-control": "no-store" });
};
