/** Options of a served page. */
export interface ServeRequest {
  readonly stack: string;
  /** Name of the principal whose role queries Athena; absent for the command's own. */
  readonly as?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly freshSeconds: number;
  readonly timeoutSeconds: number;
  /** Whether to open it in a browser. */
  readonly isOpened: boolean;
}

export const serveDefaults = { port: 8350, freshSeconds: 3600, timeoutSeconds: 60 } as const;
