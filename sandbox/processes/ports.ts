/** Free TCP ports on the loopback interface. */
import { createServer } from "node:net";
import { randomInt } from "node:crypto";
import { sandboxError } from "../problems.ts";

// Below the ephemeral port range, so that a port stays free while the sandbox is down.
const lowestPort = 20_000;
const highestPort = 29_999;
const attempts = 200;

export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });

/** A free port that is not among `taken`. */
export const chooseFreePort = async (taken: readonly number[]): Promise<number> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowestPort, highestPort + 1);
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  throw sandboxError(
    "SANDBOX_NO_FREE_PORT",
    "127.0.0.1",
    `none of ${attempts} ports tried between ${lowestPort} and ${highestPort} is free`,
    "stop programs that listen on many ports",
  );
};

/** The port that the user or an earlier start fixed; an error if something else listens there. */
export const requireFreePort = async (port: number, place: string, fix: string): Promise<number> => {
  if (await isPortFree(port)) return port;
  throw sandboxError("SANDBOX_PORT_TAKEN", place, `port ${port} on 127.0.0.1 is in use`, fix);
};
