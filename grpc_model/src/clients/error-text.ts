/**
 * The sentence in a failed item's `error` output: JSON `{"error_message": …}` as the contract documents it, or the bare
 * text that other servers write.
 */
export function errorTextOf(error: Buffer | undefined): string {
  if (error === undefined) return 'The server says that the item failed, and not why.';
  const text = error.toString();
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'error_message' in value) return String(value.error_message);
  } catch {
    // Bare text.
  }
  return text;
}
