/** A file in a contracts folder. */
export interface ContractFile {
  readonly name: string;
  readonly text: string;
}
