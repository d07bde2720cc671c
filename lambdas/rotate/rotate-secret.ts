/**
 * One of the four steps by which Secrets Manager replaces a secret's value:
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-lambda-functions.html
 *
 * Every step may be called again. A process that dies between two steps leaves a valid token: the source keeps the
 * previous one until the new one has been used, and the label AWSCURRENT moves last.
 */
import type { SecretVersions, VersionStages } from "../../aws/secrets/secret-versions.ts";
import { Fault } from "../../model/fault.ts";
import type { IssueToken, TokenSource } from "../../sources/token-source.ts";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
type Step = (typeof steps)[number];

/** The event from Secrets Manager. */
export interface RotationEvent {
  readonly Step: string;
  /** ARN of the secret. */
  readonly SecretId: string;
  /** Id of the version that is to become current. */
  readonly ClientRequestToken: string;
}

export interface RotationPorts {
  readonly versions: SecretVersions;
  /** The source that issues a secret's tokens, by the secret's ARN. */
  readonly sourceOf: (secretId: string) => TokenSource;
  readonly issueToken: IssueToken;
  readonly checkToken: (source: TokenSource, token: string) => Promise<void>;
}

export type StepResult = "DONE" | "NOTHING_TO_DO";

const fault = (code: string, secretId: string, message: string, fix: string): Fault =>
  new Fault({ code, place: `secret ${secretId}`, message, fix }, { retry: "never" });

const rotateAgain = 'rotate it again with "lakehouse secret rotate"';

const versionWith = (stages: VersionStages, label: string): string | undefined =>
  [...stages].find(([, labels]) => labels.includes(label))?.[0];

interface Rotation extends RotationPorts {
  readonly secretId: string;
  readonly pendingId: string;
  readonly currentId: string | undefined;
}

const createSecret = async (rotation: Rotation): Promise<StepResult> => {
  const { versions, secretId, pendingId, currentId } = rotation;
  if ((await versions.read(secretId, pendingId)) !== undefined) return "NOTHING_TO_DO";
  const current = currentId === undefined ? undefined : await versions.read(secretId, currentId);
  if (current === undefined) {
    const fix = 'set the first token, provided by the source\'s owner, with "lakehouse secret set"';
    throw fault("SECRET_WITHOUT_VALUE", secretId, "it has no token yet with which to request a new one", fix);
  }
  const token = await rotation.issueToken(rotation.sourceOf(secretId), current);
  await versions.putPending(secretId, pendingId, token);
  return "DONE";
};

/**
 * The source may have forgotten a token that was issued long ago or has been replaced since; the rotation would then
 * fail forever, because a version's value cannot change.
 */
const testPending = async (rotation: Rotation, token: string): Promise<void> => {
  const { versions, secretId, pendingId } = rotation;
  try {
    await rotation.checkToken(rotation.sourceOf(secretId), token);
  } catch (error) {
    if (!(error instanceof Fault) || error.problem.code !== "SOURCE_UNAUTHORIZED") throw error;
    await versions.dropPending(secretId, pendingId);
    const message = `the source refused the token of its version ${pendingId}, which is dropped; the current one stays`;
    throw fault("ROTATION_TOKEN_REFUSED", secretId, message, rotateAgain);
  }
};

/** When rotation is set up, Secrets Manager calls only this step; version and secret may have no value yet. */
const testSecret = async (rotation: Rotation): Promise<StepResult> => {
  const { versions, secretId, pendingId, currentId } = rotation;
  const pending = await versions.read(secretId, pendingId);
  if (pending !== undefined) {
    await testPending(rotation, pending);
    return "DONE";
  }
  const current = currentId === undefined ? undefined : await versions.read(secretId, currentId);
  if (current === undefined) return "NOTHING_TO_DO";
  await rotation.checkToken(rotation.sourceOf(secretId), current);
  return "DONE";
};

const finishSecret = async ({ versions, secretId, pendingId, currentId }: Rotation): Promise<StepResult> => {
  if ((await versions.read(secretId, pendingId)) === undefined) {
    throw fault("ROTATION_WITHOUT_VALUE", secretId, `the version ${pendingId} has no token`, rotateAgain);
  }
  await versions.makeCurrent(secretId, pendingId, currentId);
  return "DONE";
};

const actions: Readonly<Record<Step, (rotation: Rotation) => Promise<StepResult>>> = {
  createSecret,
  // The source already knows the token, because it issued it
  setSecret: () => Promise.resolve("NOTHING_TO_DO"),
  testSecret,
  finishSecret,
};

const isStep = (text: string): text is Step => steps.some((step) => step === text);

/**
 * @throws Fault if the step or the version is unknown, or the source refuses; the secret's current value stays
 */
export const rotateSecret = async (event: RotationEvent, ports: RotationPorts): Promise<StepResult> => {
  const { Step: step, SecretId: secretId, ClientRequestToken: pendingId } = event;
  if (!isStep(step)) {
    const message = `"${step}" is not a rotation step; steps are ${steps.join(", ")}`;
    throw fault("ROTATION_STEP_UNKNOWN", secretId, message, "let Secrets Manager call the function");
  }
  const stages = await ports.versions.stages(secretId);
  const labels = stages.get(pendingId);
  if (labels?.includes("AWSCURRENT")) return "NOTHING_TO_DO";
  if (!labels?.includes("AWSPENDING")) {
    const message = `its version ${pendingId} is not labelled AWSPENDING`;
    throw fault("ROTATION_VERSION_UNKNOWN", secretId, message, rotateAgain);
  }
  return actions[step]({ ...ports, secretId, pendingId, currentId: versionWith(stages, "AWSCURRENT") });
};
