import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One of the hundred pictures of `fixtures/drawn`. */
export interface DrawnPicture {
  readonly name: string;
  readonly label: string;
  readonly bytes: Uint8Array;
}

const folder = join(__dirname, '../fixtures/drawn');

/** All pictures that were drawn by another route than the training's. */
export function drawnPictures(): DrawnPicture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.png'))
    .sort()
    .map((name) => ({ name, label: name.charAt(0), bytes: readFileSync(join(folder, name)) }));
}

export function drawnPicture(name: string): Uint8Array {
  return readFileSync(join(folder, name));
}
