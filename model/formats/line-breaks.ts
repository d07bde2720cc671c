const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export const lineBreaksIn = (bytes: Uint8Array): boolean => bytes.includes(lineFeed) || bytes.includes(carriageReturn);

/** JSON without the line breaks between its tokens; inside of strings there are none. */
export const withoutLineBreaks = (json: Uint8Array): Uint8Array =>
  lineBreaksIn(json) ? json.filter((byte) => byte !== lineFeed && byte !== carriageReturn) : json;
