import { count, flag, text } from "../validation/schema.ts";
import { documentKind, type ContentOf } from "./document.ts";
import { instant } from "./values.ts";

/** The latest heartbeat of an apply of an environment's revision. */
export const heartbeatKind = documentKind(
  "heartbeat",
  {
    revision: count,
    attempt: count,
    /** ARN of the caller who applies it, from STS. */
    by: text,
    /** Start of this attempt, and its latest heartbeat. */
    since: instant,
    at: instant,
    /** The attempt has ended, successfully or not. */
    ended: flag,
  },
  { code: "HEARTBEAT_UNREADABLE", fix: "use the release of the repository that applied the SQL last" },
);
export type Heartbeat = ContentOf<typeof heartbeatKind>;
