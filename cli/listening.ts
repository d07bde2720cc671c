/** A server for browsers on this machine only. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { failure } from "../model/validation/failure.ts";
import type { Serving } from "./kept-up.ts";

export const loopback = "127.0.0.1";

/**
 * @param port 0 for any free port
 * @throws ProblemsError PORT_TAKEN
 */
export const listening = async (server: Server, port: number): Promise<Serving> => {
  await new Promise<void>((ready, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const fix = "pass another --port, or omit it for a free one";
      const isTaken = error.code === "EADDRINUSE" || error.code === "EACCES";
      failed(
        isTaken ? failure("PORT_TAKEN", "--port", `port ${port} is not available (${error.code ?? ""})`, fix) : error,
      );
    });
    server.listen(port, loopback, ready);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${loopback}:${bound}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      }),
  };
};
