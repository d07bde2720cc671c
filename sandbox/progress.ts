/** Progress of a start; the caller presents it. */
export type SandboxStep = "python" | "java" | "node" | "downloads" | "emulator" | "trino" | "source" | "page";

export type SandboxProgress =
  | { readonly kind: "started"; readonly step: SandboxStep; readonly message: string }
  | { readonly kind: "message"; readonly step: SandboxStep; readonly message: string }
  | { readonly kind: "bytes"; readonly step: SandboxStep; readonly bytes: number; readonly totalBytes: number }
  | { readonly kind: "finished"; readonly step: SandboxStep; readonly seconds: number };

export type OnProgress = (progress: SandboxProgress) => void;

/** Reports the start and end of a step around its work. */
export const tracked = async <T>(
  step: SandboxStep,
  message: string,
  onProgress: OnProgress,
  work: () => Promise<T>,
): Promise<T> => {
  const startedAt = performance.now();
  onProgress({ kind: "started", step, message });
  const result = await work();
  onProgress({ kind: "finished", step, seconds: (performance.now() - startedAt) / 1000 });
  return result;
};
