import type { ModzyClient, RunItem, RunOptions } from '../modzy-client';
import { readItem, type ItemSource } from './item-sources';

export interface SentItem {
  readonly label: string;
  readonly answer: RunItem;
}

/**
 * Sends items in requests of at most `batchSize`, one after another, and yields each answer as it comes.
 *
 * @throws ServingError when a request failed as a whole
 */
export async function* sendItems(
  client: ModzyClient,
  sources: readonly ItemSource[],
  batchSize: number,
  options: RunOptions,
): AsyncGenerator<SentItem> {
  for (let at = 0; at < sources.length; at += batchSize) {
    const batch = sources.slice(at, at + batchSize);
    const answers = await client.run(batch.map(readItem), options);
    for (const [index, { label }] of batch.entries()) yield { label, answer: answers[index]! };
  }
}
