import type { Item } from '../core/request';
import { rowsOf, type RowLayout } from '../core/rows';

/**
 * What items must have in common to share a batch: of each tensor the name, the datatype and the shape, but for the
 * number of rows. Items of bytes alone all may.
 *
 * @returns undefined for an item that shares a batch with no other
 */
export function mergeKeyOf(item: Item, layout: RowLayout): string | undefined {
  let key = '';
  for (const [name, part] of item) {
    if (part.kind === 'bytes') continue;
    const { shape, datatype } = part;
    // A name may hold any character, so its length stands before it.
    key += `${name.length}:${name}${datatype}`;
    for (let index = layout.inputs.has(name) ? 1 : 0; index < shape.length; index++) key += `,${shape[index]}`;
    key += ';';
  }
  return key === '' || rowsOf(item, layout) !== undefined ? key : undefined;
}
