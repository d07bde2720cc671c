/**
 * Delay in milliseconds that an answer asks for; `undefined` if it asks for none.
 *
 * Retry-After is seconds or an HTTP date (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after); some APIs write
 * seconds with a fraction. Others say only when a used-up limit starts again, as an epoch second:
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const retryAfterMs = (headers: Headers, now: number): number | undefined => {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}(\.\d{1,3})?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = headers.get("x-ratelimit-reset")?.trim() ?? "";
  return isUsedUp(headers) && /^\d{9,11}$/.test(reset) ? Math.max(0, Number(reset) * 1000 - now) : undefined;
};

/** Whether the answer says that no call is left of a limit. */
export const isUsedUp = (headers: Headers): boolean => headers.get("x-ratelimit-remaining")?.trim() === "0";
