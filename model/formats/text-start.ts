/** U+FEFF in UTF-8. Many exporters write it before the text, of which it is no part. */
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Position after a byte order mark, if there is one. */
export const textStart = (body: Uint8Array): number =>
  byteOrderMark.every((byte, index) => body[index] === byte) ? byteOrderMark.length : 0;
