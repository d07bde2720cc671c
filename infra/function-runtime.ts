/** Node's major version that functions run on and are bundled for. */
export const functionNode = 22;

/** Lambda's name for it: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const functionRuntime = `nodejs${functionNode}.x`;
