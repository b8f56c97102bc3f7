/** The flag of a setting: `MAX_PENDING_CALLS` is `--max-pending-calls`. */
export function flagOf(variable: string): string {
  return `--${variable.toLowerCase().replaceAll('_', '-')}`;
}

/** The key of a setting in the file: `MAX_PENDING_CALLS` is `max_pending_calls`. */
export function keyOf(variable: string): string {
  return variable.toLowerCase();
}
