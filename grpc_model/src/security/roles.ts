/** What a token may do: call models, train them, read metrics and states, or everything. */
export const ROLES = ['predict', 'train', 'metrics', 'admin'] as const;
export type Role = (typeof ROLES)[number];
