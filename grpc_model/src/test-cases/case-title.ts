import type { TestCase } from './read-test-cases';

/** A case's name for people, who are to know when nobody has looked at what it expects. */
export function titleOf({ name, isReviewed }: Pick<TestCase, 'name' | 'isReviewed'>): string {
  return isReviewed ? name : `${name} (not reviewed)`;
}
