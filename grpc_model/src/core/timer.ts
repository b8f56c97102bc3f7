/** The longest delay that a timer takes, about 24 days; a longer one would end at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
