import { ServingError, toServingError } from '../core/errors';
import { failed, succeeded, type Item, type ItemResult } from '../core/request';
import { isSplittable, joinItems, rowsOf, splitItem, type RowLayout } from '../core/rows';

/** How many pieces more than items a request may be cut into. */
const MAX_FURTHER_PIECES = 1000;

/** A request's items, those with more rows than a batch takes cut up. */
export interface Pieces {
  readonly items: readonly Item[];
  /** The rows of each piece, at least 1; undefined: 1 each. */
  readonly rows: readonly number[] | undefined;
  /** Into how many pieces each item was cut; undefined: 1 each. */
  readonly counts: readonly number[] | undefined;
}

/**
 * @param maxRows the most rows of one piece; what cannot be split is left whole
 * @throws ServingError `invalid-argument` when there would be far too many
 */
export function cutIntoPieces(items: readonly Item[], layout: RowLayout, maxRows: number): Pieces {
  if (layout.inputs.size === 0) return { items, rows: undefined, counts: undefined };
  const rows = items.map((item) => Math.max(1, rowsOf(item, layout) ?? 1));
  if (rows.every((count, index) => count <= maxRows || !isSplittable(items[index]!, layout)))
    return { items, rows, counts: undefined };
  return cut(items, rows, layout, maxRows);
}

function cut(items: readonly Item[], rows: readonly number[], layout: RowLayout, maxRows: number): Pieces {
  const cutItems: Item[] = [];
  const cutRows: number[] = [];
  const counts = items.map((item, index) => {
    const left = rows[index]!;
    if (left <= maxRows || !isSplittable(item, layout)) {
      cutItems.push(item);
      cutRows.push(left);
      return 1;
    }
    const count = Math.ceil(left / maxRows);
    if (cutItems.length + count > items.length + MAX_FURTHER_PIECES) throw tooManyPieces(left, maxRows);
    for (const piece of splitItem(item, maxRows)) cutItems.push(piece);
    for (let at = 0; at < left; at += maxRows) cutRows.push(Math.min(maxRows, left - at));
    return count;
  });
  return { items: cutItems, rows: cutRows, counts };
}

function tooManyPieces(rows: number, maxRows: number): ServingError {
  return new ServingError(
    'invalid-argument',
    `An item has ${rows} rows, the model takes ${maxRows} at a time, and one request may be cut into ` +
      `${MAX_FURTHER_PIECES} pieces; send fewer rows in each request.`,
  );
}

/** The results of the items from those of their pieces. A failed piece fails its item. */
export function joinResults({ rows, counts }: Pieces, results: readonly ItemResult[]): readonly ItemResult[] {
  if (counts === undefined || rows === undefined) return results;
  let at = 0;
  return counts.map((count) => {
    const from = at;
    at += count;
    return count === 1 ? results[from]! : joinPieces(results.slice(from, at), rows.slice(from, at));
  });
}

function joinPieces(results: readonly ItemResult[], rows: readonly number[]): ItemResult {
  const outputs: Item[] = [];
  for (const result of results) {
    if (!result.ok) return result;
    outputs.push(result.output);
  }
  try {
    return succeeded(joinItems(outputs, rows));
  } catch (thrown) {
    return failed(toServingError(thrown));
  }
}
