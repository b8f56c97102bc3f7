const DAY_MS = 24 * 60 * 60 * 1000;

/** Long enough to get a new certificate in spite of a week-end, a holiday and somebody who is away. */
const WARN_BEFORE_MS = 14 * DAY_MS;

/** Whether it is time to tell of a certificate's end: once a day from 14 days before it, and after it. */
export function isTimeToWarn(nowMs: number, expiresAtMs: number, lastWarnedAtMs: number): boolean {
  return expiresAtMs - nowMs <= WARN_BEFORE_MS && nowMs - lastWarnedAtMs >= DAY_MS;
}

/** How many whole days are left; negative when it has ended. */
export function daysLeft(nowMs: number, expiresAtMs: number): number {
  return Math.floor((expiresAtMs - nowMs) / DAY_MS);
}
