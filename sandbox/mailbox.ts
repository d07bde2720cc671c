/** The sandbox's mailbox: sent messages, and links that confirm addresses. */
import { sandboxFolders } from "./folders.ts";
import { isRunning } from "./lifecycle.ts";
import { localUrl } from "./parts/part.ts";
import { sandboxError } from "./problems.ts";
import { readState } from "./state.ts";

export interface MailboxMessage {
  /** The message as it was delivered. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

const ask = async (path: string): Promise<Response> => {
  const { emulator } = readState(sandboxFolders().stateFile).parts;
  if (emulator === undefined || !isRunning(emulator)) {
    throw sandboxError("SANDBOX_NOT_RUNNING", "sandbox", "it doesn't run", 'run "lakehouse sandbox start"');
  }
  return fetch(`${localUrl(emulator.port)}/_sandbox/mail${path}`);
};

/** In the order in which they were sent. */
export const sandboxMailbox = async (): Promise<readonly MailboxMessage[]> =>
  ((await (await ask("")).json()) as { readonly messages: readonly MailboxMessage[] }).messages;

/** @throws ProblemsError ADDRESS_UNKNOWN if it isn't an SES identity */
export const confirmAddress = async (address: string): Promise<void> => {
  const answer = await ask(`/confirm?${new URLSearchParams({ address }).toString()}`);
  if (answer.ok) return;
  const fix = "name an address of lakehouse:mails, once the stack is deployed";
  throw sandboxError("ADDRESS_UNKNOWN", "--confirm", "no stack has asked for this address", fix);
};
