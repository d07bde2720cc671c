/** A mail as the MIME message to send. */
import MailComposer from "nodemailer/lib/mail-composer";
import { htmlOf } from "../../model/mails/html.ts";
import { textOf } from "../../model/mails/text.ts";
import type { ComposedMail } from "./compose-mail.ts";

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** The mail's name. */
  readonly name: string;
}

/** Pictures are embedded in the message, so that mail clients need not request them from a server. */
export const messageOf = async (
  { content, pictures, day }: Pick<ComposedMail, "content" | "pictures" | "day">,
  { from, to, name }: Envelope,
): Promise<Uint8Array> => {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const contentId = (id: string): string => `${id}.${name}.${day}@${domain}`;
  const unsubscribe = `mailto:${from}?subject=${encodeURIComponent(`unsubscribe ${name}`)}`;
  const composer = new MailComposer({
    from,
    to,
    subject: content.subject,
    text: textOf(content),
    html: htmlOf(content, (id) => `cid:${contentId(id)}`),
    textEncoding: "quoted-printable",
    attachments: pictures.map(({ id, png }) => ({
      filename: `${id}.png`,
      content: Buffer.from(png),
      contentType: "image/png",
      contentDisposition: "inline",
      cid: contentId(id),
    })),
    // Prevents automatic replies such as absence notes
    headers: { "List-Unsubscribe": `<${unsubscribe}>`, "Auto-Submitted": "auto-generated" },
  });
  return composer.compile().build();
};
