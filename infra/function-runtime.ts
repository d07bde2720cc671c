/** Functions run on this major version of Node, and are bundled for it. */
export const functionNode = 22;

/** As Lambda calls it: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
export const functionRuntime = `nodejs${functionNode}.x`;
