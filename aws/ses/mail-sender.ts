/** Amazon SES, as far as a mail needs it. */
import {
  GetEmailIdentityCommand,
  NotFoundException,
  SendEmailCommand,
  SESv2ServiceException,
  type SESv2Client,
} from "@aws-sdk/client-sesv2";

export interface Sender {
  /** Whether the owner has confirmed the address by following a link from SES. */
  readonly isConfirmed: (address: string) => Promise<boolean>;
  /**
   * @returns the message's id in SES
   * @throws RefusedError if SES answered that it rejects the message
   */
  readonly send: (message: Uint8Array, from: string, to: string) => Promise<string>;
}

/** SES has answered that it sends nothing; after any other error, it is unknown whether the message was sent. */
export class RefusedError extends Error {}

export const sesSender = (client: SESv2Client): Sender => ({
  isConfirmed: async (address) => {
    try {
      const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: address }));
      return identity.VerifiedForSendingStatus === true;
    } catch (error) {
      if (error instanceof NotFoundException) return false;
      throw error;
    }
  },
  send: async (message, from, to) => {
    try {
      const { MessageId: id = "" } = await client.send(
        new SendEmailCommand({
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Raw: { Data: message } },
        }),
      );
      return id;
    } catch (error) {
      const isAnswer = error instanceof SESv2ServiceException && error.$fault === "client";
      throw isAnswer ? new RefusedError(`${error.name}: ${error.message}`) : error;
    }
  },
});
