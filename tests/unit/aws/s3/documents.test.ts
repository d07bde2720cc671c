import type { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readReport } from "../../../../aws/artifacts/reports.ts";
import { s3Documents } from "../../../../aws/s3/documents.ts";
import { reportKey } from "../../../../model/names.ts";

const holding = (text: string): S3Client => {
  const send = ({ input }: GetObjectCommand): Promise<object> =>
    Promise.resolve({ ETag: input.Key, Body: { transformToString: () => Promise.resolve(text) } });
  return { send } as unknown as S3Client;
};
const reasonOf = (text: string): Promise<string> =>
  readReport(s3Documents(holding(text), "artifacts"), "night").then(
    () => "read",
    (error: unknown) => String(error),
  );

describe("a document in S3", () => {
  it("that was cut off is refused by its reader's own code", async () => {
    expect(await reasonOf('{"formatVersion":1')).to.contain(
      `REPORT_UNREADABLE ${reportKey("night")}: "{\\"formatVersion\\":1" is not a report. Fix: `,
    );
    expect(await reasonOf("")).to.contain('"" is not a report');
    expect(await reasonOf("null")).to.contain('"null" is not a report');
  });

  it("that is something long is quoted in short", async () => {
    expect(await reasonOf(`[${"1,".repeat(5_000)}1]`)).to.match(
      /^ProblemsError: report: 1 problem\nREPORT_UNREADABLE \S+: \[1,1.{190,200}… is not a report\. /,
    );
  });
});
