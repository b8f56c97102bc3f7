import { digitSide, normalise } from '../../src/normalise';
import type { Random } from './random';
import { allLetters, drawDigit, drawLetter, drawOther, lettersLikeDigits } from './samples';
import type { Drawing, Kind, Sources } from './samples';
import type { Texture } from './drawing/texture';

/** Pixels of one normalised picture. */
export const pictureSize = digitSide * digitSide;

/** Normalised pictures with what they show. */
export interface DataSet {
  readonly size: number;
  /** Picture after picture, 0 (paper) to 255 (ink). */
  readonly pixels: Uint8Array;
  /** The digit, or -1 for anything else. */
  readonly labels: Int8Array;
  readonly kinds: readonly Kind[];
  /** The characters drawn. */
  readonly texts: readonly string[];
}

/** Draws and normalises `count` pictures; those on which no ink is found are drawn again. */
export function makeDataSet(count: number, draw: (index: number) => Drawing): DataSet {
  const pixels = new Uint8Array(count * pictureSize);
  const labels = new Int8Array(count);
  const kinds: Kind[] = [];
  const texts: string[] = [];
  for (let index = 0; index < count; index++) {
    const { kind, text, values } = drawNormalised(() => draw(index));
    for (let at = 0; at < pictureSize; at++) pixels[index * pictureSize + at] = Math.round(255 * (values[at] ?? 0));
    labels[index] = kind === 'digit' ? Number(text) : -1;
    kinds.push(kind);
    texts.push(text);
  }
  return { size: count, pixels, labels, kinds, texts };
}

interface Normalised {
  readonly kind: Kind;
  readonly text: string;
  readonly values: Float32Array;
}

function drawNormalised(draw: () => Drawing): Normalised {
  for (;;) {
    const { kind, text, picture } = draw();
    const normal = normalise(picture);
    if (normal !== undefined) return { kind, text, values: normal.pixels };
  }
}

/** Three digits for every two pictures of something else. */
export function trainingSet(count: number, sources: Sources, random: Random): DataSet {
  return makeDataSet(count, (index) =>
    index % 5 > 2 ? drawOther(sources, random) : drawDigit(random.integer(0, 9), sources, random),
  );
}

/** The ten digits in turn. */
export function digitSet(count: number, sources: Sources, random: Random): DataSet {
  return makeDataSet(count, (index) => drawDigit(index % 10, sources, random));
}

/** All 52 letters in turn. */
export function letterSet(count: number, sources: Sources, random: Random): DataSet {
  return makeDataSet(count, (index) => drawLetter(allLetters[index % allLetters.length] ?? 'A', sources, random));
}

/** Textures in turn, none of them with a drawing. */
export function textureSet(count: number, textures: readonly Texture[], random: Random): DataSet {
  return makeDataSet(count, (index) => {
    const texture = textures[index % textures.length];
    if (texture === undefined) throw new RangeError('There is no texture to draw.');
    return { kind: 'texture', text: texture.name, picture: texture(random) };
  });
}

/** Whether a letter can be told from every digit by its shape. */
export function isTellable(letter: string): boolean {
  return !lettersLikeDigits.includes(letter);
}
