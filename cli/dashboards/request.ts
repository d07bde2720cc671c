/** What a page is asked for with. */
export interface ServeRequest {
  readonly stack: string;
  /** Name of the principal with whose role Athena is asked; absent for the command's own. */
  readonly as?: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly freshSeconds: number;
  readonly timeoutSeconds: number;
  /** Whether a browser opens it. */
  readonly isOpened: boolean;
}

export const serveDefaults = { port: 8350, freshSeconds: 3600, timeoutSeconds: 60 } as const;
