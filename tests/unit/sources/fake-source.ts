/** A source's API without a network, below the real connector of REST APIs. */
import type { ConnectorOf } from "../../../sources/connectors.ts";
import { restConnector } from "../../../sources/rest/connector.ts";
import type { AskSource, Received, SourceRequest } from "../../../sources/rest/http/client.ts";

/** A call as the source sees it. */
export interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly deadline: number;
}

export const json = (text: string, headers: Readonly<Record<string, string>> = {}): Received => ({
  body: Buffer.from(text),
  headers: new Headers({ "content-type": "application/json", ...headers }),
});

const baseUrl = "https://api.example";

const callOf = ({ target, deadline }: SourceRequest): Call => {
  if ("path" in target) return { ...target, deadline };
  const { pathname, searchParams } = new URL(target.link, baseUrl);
  return { path: pathname, query: Object.fromEntries(searchParams), deadline };
};

/** Asks `answer`, which may throw a Fault as a real client would. */
export const askOf =
  (answer: (call: Call) => Received): AskSource =>
  async (request, read) => {
    await Promise.resolve();
    return read(answer(callOf(request)));
  };

/** The same API, whatever the dataset. */
export const connectorOfApi = (answer: (call: Call) => Received): ConnectorOf => {
  const connector = restConnector(askOf(answer), { baseUrl, secretParameter: undefined });
  return () => connector;
};
