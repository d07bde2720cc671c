import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import type { Command } from "commander";
import { UsageError } from "../answer.ts";
import { tellPlace } from "../aws/place.ts";
import { awaitRotation, beginRotation } from "../../aws/secrets/rotation.ts";
import { putSecret } from "../../aws/secrets/secret-values.ts";
import { answering, type CommonOptions, type Context } from "../context.ts";

/** Reads one line from a terminal without echoing it. */
const readHidden = async ({ stdin, stderr, signal }: Context, name: string): Promise<string> => {
  stderr.write(`Value of ${name} (not shown): `);
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    return await lines.question("", { signal });
  } finally {
    lines.close();
    stderr.write("\n");
  }
};

/** A trailing newline comes from the shell and isn't part of the secret. */
const readValue = async (context: Context, name: string): Promise<string> => {
  const value = context.stdin.isTTY === true ? await readHidden(context, name) : await readAll(context.stdin);
  const trimmed = value.replace(/\r?\n$/, "");
  if (trimmed !== "") return trimmed;
  const message =
    "standard input is empty; the value is read from there, to keep it out of the shell history and the process list";
  throw new UsageError({ code: "SECRET_EMPTY", place: name, message, fix: "pipe the value in, or type it when asked" });
};

export const registerSecret = (program: Command, context: Context): void => {
  const secret = program.command("secret").description("Values of the program's secrets.");
  secret
    .command("set")
    .summary("set a secret's value")
    .description("Stores a new value, read from standard input and never shown. Functions pick it up automatically.")
    .argument("<name>", "a secret that contracts/sources.yaml names, or mask-key")
    .addHelpText(
      "after",
      `
Examples:
  lakehouse secret set flights-api-token < token.txt
  openssl rand -hex 32 | lakehouse secret set mask-key`,
    )
    .action(
      answering(context, async ({ stack }: CommonOptions, name: string) => {
        const secretId = `lakehouse/${stack}/${name}`;
        const value = await readValue(context, secretId);
        await tellPlace(stack, context);
        await putSecret(secretId, value);
        return { document: { secret: secretId, set: true }, text: `${secretId} has a new value.` };
      }),
    );
  registerRotate(secret, context);
};

/** The function makes a few short calls; Secrets Manager retries in the minutes after a failure. */
const rotationSeconds = 120;

const registerRotate = (secret: Command, context: Context): void => {
  secret
    .command("rotate")
    .summary("replace a source's token now")
    .description(
      `Has the source issue a new token and waits up to ${rotationSeconds} s until it takes effect. Running nights pick it up.`,
    )
    .argument("<name>", "the secret of a source with auth.rotation")
    .action(
      answering(context, async ({ stack }: CommonOptions, name: string) => {
        const secretId = `lakehouse/${stack}/${name}`;
        await tellPlace(stack, context);
        const rotation = await beginRotation(secretId);
        await awaitRotation(secretId, rotation, { timeoutSeconds: rotationSeconds, signal: context.signal });
        const { versionId, begun } = rotation;
        const text = `${secretId} has a new value${begun ? "" : ", from a rotation that had been interrupted"}.`;
        return { document: { secret: secretId, rotated: true, versionId }, text };
      }),
    );
};
