/**
 * Delay in milliseconds requested by a Retry-After header: seconds or an HTTP date; `undefined` if absent or invalid.
 * https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export const retryAfterMs = (header: string | null, now: number): number | undefined => {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};
