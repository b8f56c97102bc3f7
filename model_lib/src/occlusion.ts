import { digitSide } from './normalise';

/** Pixels per side of the square that hides a part of the digit. */
const windowSide = 6;
const stride = 2;
/** How many hidden pictures go into one run: enough to be fast, few enough to stop soon when nobody waits. */
const runSize = 64;
const leastScore = 1e-9;

/** Scores one digit on each of several pictures. */
export type Scorer = (pictures: readonly Float32Array[]) => Promise<readonly number[]>;

/**
 * Finds out which parts of a normalised digit matter, by hiding each part in turn and seeing how far the score falls.
 *
 * @param score answers the explained digit's score (0 to 1) for each picture
 * @returns 28 × 28 values row by row: the mean fall of the score's logarithm while the pixel was hidden
 */
export async function occlusionSaliency(
  picture: Float32Array,
  score: Scorer,
  signal: AbortSignal,
): Promise<Float32Array> {
  const places = windowPlaces();
  const [unhidden = 0] = await score([picture]);
  const falls: number[] = [];
  for (let start = 0; start < places.length; start += runSize) {
    signal.throwIfAborted();
    const scores = await score(places.slice(start, start + runSize).map((place) => hide(picture, place)));
    falls.push(...scores.map((hidden) => Math.log(Math.max(unhidden, leastScore) / Math.max(hidden, leastScore))));
  }
  return spread(places, falls);
}

interface Place {
  readonly left: number;
  readonly top: number;
}

function windowPlaces(): Place[] {
  const offsets = Array.from({ length: (digitSide - windowSide) / stride + 1 }, (_, step) => step * stride);
  return offsets.flatMap((top) => offsets.map((left) => ({ left, top })));
}

function hide(picture: Float32Array, place: Place): Float32Array {
  const hidden = picture.slice();
  forEachPixel(place, (at) => {
    hidden[at] = 0;
  });
  return hidden;
}

function spread(places: readonly Place[], falls: readonly number[]): Float32Array {
  const sums = new Float32Array(digitSide * digitSide);
  const counts = new Float32Array(sums.length);
  places.forEach((place, window) => {
    forEachPixel(place, (at) => {
      sums[at] = (sums[at] ?? 0) + (falls[window] ?? 0);
      counts[at] = (counts[at] ?? 0) + 1;
    });
  });
  return sums.map((sum, at) => sum / Math.max(1, counts[at] ?? 1));
}

function forEachPixel({ left, top }: Place, visit: (at: number) => void): void {
  for (let y = top; y < top + windowSide; y++) {
    for (let x = left; x < left + windowSide; x++) visit(y * digitSide + x);
  }
}
