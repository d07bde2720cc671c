import { readOrFault } from "../../model/documents/document-fault.ts";
import { pageMessageKind, type PageMessage } from "../../model/documents/page-message.ts";
import { parseJson } from "../../model/validation/json.ts";

/**
 * A page's message from an SQS body.
 *
 * @throws Fault PAGE_MESSAGE_INVALID for anything else, such as a message sent by hand
 */
export const parsePageMessage = (messageId: string, body: string): PageMessage =>
  readOrFault(pageMessageKind, parseJson(body) ?? null, `message ${messageId}`, "never");
