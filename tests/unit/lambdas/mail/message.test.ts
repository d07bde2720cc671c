import { expect } from "chai";
import { simpleParser } from "mailparser";
import { messageOf } from "../../../../lambdas/mail/message.ts";
import type { MailContent } from "../../../../model/mails/content.ts";

const content: MailContent = {
  subject: "shops 2013-01-31: complete – 5 rows",
  title: "Shops, 2013-01-31",
  state: "complete",
  tone: "good",
  verdicts: ["shops 2013-01-31: complete, 5 rows"],
  blocks: [{ kind: "picture", id: "picture-1", title: "Revenue", alt: "Revenue, on 31 Jan 2013: $5." }],
  footer: "You get this because you are named.",
};

const parsed = async () => {
  const pictures = [{ id: "picture-1", title: "Revenue", alt: "Revenue", png: new Uint8Array([1, 2, 3]) }];
  const envelope = { from: "lakehouse@shop.example", to: "reader@shop.example", name: "shops" };
  return simpleParser(Buffer.from(await messageOf({ content, pictures, day: "2013-01-31" }, envelope)));
};

describe("a mail's message", () => {
  it("has its subject, its addresses, and says that no person wrote it", async () => {
    const { subject, from, to, headers } = await parsed();
    expect(subject).to.equal(content.subject);
    expect(from?.text).to.equal("lakehouse@shop.example");
    expect([to].flat()[0]?.text).to.equal("reader@shop.example");
    expect(headers.get("auto-submitted")).to.equal("auto-generated");
  });

  it("says how to unsubscribe", async () => {
    const { headers } = await parsed();
    const list = headers.get("list") as unknown as { readonly unsubscribe: { readonly mail: string } };
    expect(list.unsubscribe.mail).to.equal("lakehouse@shop.example?subject=unsubscribe%20shops");
  });

  it("carries both parts, and the picture that the HTML names", async () => {
    const { text, html, attachments } = await parsed();
    expect(text).to.contain("shops 2013-01-31: complete, 5 rows").and.to.contain("Revenue, on 31 Jan 2013: $5.");
    const [picture] = attachments;
    expect(attachments).to.have.length(1);
    expect(picture?.contentType).to.equal("image/png");
    expect([...(picture?.content ?? [])]).to.deep.equal([1, 2, 3]);
    expect(picture?.related).to.equal(true);
    // The parser inserts a picture where its Content-ID is used
    expect(html).to.contain(`src="data:image/png;base64,AQID"`).and.to.contain('alt="Revenue, on 31 Jan 2013: $5."');
  });
});
