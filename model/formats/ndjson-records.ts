export const ndjsonRecords = (body: Uint8Array): readonly Uint8Array[] => [body];
