/**
 * The keys on a page, as hashes stored in the header of the page's own gzip object. If a dataset has several pages,
 * they tell whether a key is on more than one, which reveals an order that changes from call to call.
 *
 * In the header, not in a separate object: one object, one conditional write, one checksum, and only a few kilobytes at
 * its front have to be read. Decompression skips them (RFC 1952, 2.3.1.1).
 */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const fixedHeader = 10;
const flagsAt = 3;
const hasExtraField = 4;
/** "LK" marks the subfield as ours; then comes its length. */
const mark = [0x4c, 0x4b];
const prefixBytes = fixedHeader + 2 + mark.length + 2;
const hashBytes = 8;

/** Keys of a page that fit in the header, whose length field has 16 bits; a source returns at most 5,000 records. */
const mostHashes = Math.floor((0xffff - mark.length - 2) / hashBytes);

/** The gzip object with the hashes in its header. Node's zlib writes `gzip` without such an extra field. */
export const withKeyHashes = (gzip: Uint8Array, hashes: Float64Array): Uint8Array => {
  if (hashes.length > mostHashes) throw new RangeError(`expected at most ${mostHashes} keys per page`);
  const length = hashes.length * hashBytes;
  const prefix = Buffer.from([...gzip.subarray(0, fixedHeader), 0, 0, ...mark, 0, 0]);
  prefix[flagsAt] = hasExtraField;
  prefix.writeUInt16LE(mark.length + 2 + length, fixedHeader);
  prefix.writeUInt16LE(length, prefixBytes - 2);
  // Every machine that runs functions or tests is little-endian, the order in which the hashes are read back
  const keys = new Uint8Array(hashes.buffer, hashes.byteOffset, length);
  return Buffer.concat([prefix, keys, gzip.subarray(fixedHeader)]);
};

/** Length of an object's beginning that contains its keys, if it has at most `rows` of them. */
export const keyHeaderBytes = (rows: number): number => prefixBytes + rows * hashBytes;

/** The hashes in an object's beginning; `undefined` if it has none. */
export const readKeyHashes = (start: Uint8Array): Float64Array | undefined => {
  const bytes = asBuffer(start);
  const isMarked = mark.every((byte, index) => bytes[fixedHeader + 2 + index] === byte);
  if (bytes.length < prefixBytes || bytes[flagsAt] !== hasExtraField || !isMarked) return undefined;
  const length = bytes.readUInt16LE(prefixBytes - 2);
  if (bytes.length < prefixBytes + length) return undefined;
  return Float64Array.from({ length: length / hashBytes }, (_, index) =>
    bytes.readDoubleLE(prefixBytes + index * hashBytes),
  );
};
