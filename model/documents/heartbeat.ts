import { count, flag, text } from "../validation/schema.ts";
import { documentKind, type ContentOf } from "./document.ts";
import { instant } from "./values.ts";

/** The newest sign of life of who carries out a revision of an environment. */
export const heartbeatKind = documentKind(
  "heartbeat",
  {
    revision: count,
    attempt: count,
    /** ARN of the caller who carries it out, by STS. */
    by: text,
    /** When this attempt began, and the last sign of life. */
    since: instant,
    at: instant,
    /** The attempt has ended, well or not. */
    ended: flag,
  },
  { code: "HEARTBEAT_UNREADABLE", fix: "use the release of the repository that applied the SQL last" },
);
export type Heartbeat = ContentOf<typeof heartbeatKind>;
