/** Amazon SES, as far as a mail needs it. */
import {
  GetEmailIdentityCommand,
  NotFoundException,
  SendEmailCommand,
  SESv2ServiceException,
  type SESv2Client,
} from "@aws-sdk/client-sesv2";

export interface Sender {
  /** Whether the address's owner has confirmed it: SES has sent them a link. */
  readonly isConfirmed: (address: string) => Promise<boolean>;
  /**
   * @returns the message's id at SES
   * @throws RefusedError when SES answered that it doesn't send it
   */
  readonly send: (message: Uint8Array, from: string, to: string) => Promise<string>;
}

/** SES has answered and sends nothing; of any other error it isn't known. */
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
