/** Files that the bundler embeds into the function's code as bytes. */
declare module "*.wasm" {
  const bytes: Uint8Array;
  export default bytes;
}
declare module "*.ttf" {
  const bytes: Uint8Array;
  export default bytes;
}
