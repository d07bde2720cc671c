import type { PageMessage } from "../../model/documents/page-message.ts";
import { Fault } from "../../model/fault.ts";

const texts = ["runId", "datasetId", "bundleKey"] as const;
const counts = ["page", "offset", "limit", "expectedRows", "expectedTotal"] as const;

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const fieldsOf = (value: unknown): Readonly<Partial<Record<string, unknown>>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};

/**
 * A page's message from an SQS body.
 *
 * @throws Fault PAGE_MESSAGE_INVALID for anything else, such as a message that a person sent
 */
export const parsePageMessage = (messageId: string, body: string): PageMessage => {
  const value = parsed(body);
  const fields = fieldsOf(value);
  const window = fieldsOf(fields["window"]);
  const wrong = [
    ...texts.filter((name) => typeof fields[name] !== "string" || fields[name] === ""),
    ...counts.filter((name) => !isCount(fields[name])),
    ...["since", "until"].filter((name) => typeof window[name] !== "string").map((name) => `window.${name}`),
  ];
  if (wrong.length === 0) return value as PageMessage;
  throw new Fault(
    {
      code: "PAGE_MESSAGE_INVALID",
      place: `message ${messageId}`,
      message: `it is no page's message: missing or wrong are ${wrong.join(", ")}`,
      fix: "send messages to the page queue by planning a run only",
    },
    { retry: "never" },
  );
};
