/** A proxy between the functions and the demo source, through which a test can intervene while pages are fetched. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SourceProxy {
  readonly url: string;
  /** Status of every response to a page request, in order. */
  readonly pageStatuses: readonly number[];
  /** Called once, while the first page and all later ones wait. */
  onFirstPage: (() => Promise<void>) | undefined;
  /** Status returned for a request for a new token, instead of the source's. */
  issueStatus: number | undefined;
  /** Status returned for a token validity check, instead of the source's. */
  checkStatus: number | undefined;
  readonly close: () => Promise<void>;
}

/** Plan and reconcile request one record, to get the total. */
const isPage = ({ pathname, searchParams }: URL): boolean =>
  !pathname.endsWith("/tokens") && Number(searchParams.get("limit") ?? "0") > 1;

export const startSourceProxy = async (sourceUrl: string): Promise<SourceProxy> => {
  const pageStatuses: number[] = [];
  let interruption: Promise<void> | undefined;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", sourceUrl);
    if (isPage(url) && proxy.onFirstPage !== undefined) await (interruption ??= proxy.onFirstPage());
    const isCheck = request.method === "GET" && url.pathname.endsWith("/tokens");
    const status = request.method === "POST" ? proxy.issueStatus : isCheck ? proxy.checkStatus : undefined;
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const { authorization = "" } = request.headers;
    const answer = await fetch(url, { method: request.method ?? "GET", headers: { authorization } });
    if (isPage(url)) pageStatuses.push(answer.status);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy: SourceProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pageStatuses,
    onFirstPage: undefined,
    issueStatus: undefined,
    checkStatus: undefined,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
};
