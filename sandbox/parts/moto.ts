import { environmentIn } from "../setup/python.ts";
import { awsEnvironment } from "../account.ts";
import { localUrl, type Part, type PartContext } from "./part.ts";

/** Control planes that ministack lacks (Redshift, QuickSight); reached through the emulator. */
export const motoPart = ({ folders, ports }: PartContext): Part => ({
  name: "moto",
  title: "Redshift and QuickSight APIs",
  port: ports.moto,
  command: environmentIn(folders.cache, "runtime").python,
  arguments: ["-m", "moto.server", "-H", "127.0.0.1", "-p", ports.moto.toString()],
  environment: {
    ...awsEnvironment(localUrl(ports.emulator)),
    MOTO_ACCOUNT_ID: "000000000000",
    PYTHONUNBUFFERED: "1",
  },
  workingFolder: folders.root,
  readyUrl: `${localUrl(ports.moto)}/moto-api/data.json`,
  isReady: (answer) => Promise.resolve(answer.ok),
  readyTimeoutSeconds: 60,
  stopGraceSeconds: 5,
  prepare: () => undefined,
});
