import { round } from './round';

/** One line of a classification, in the platform's words. */
export interface ClassPrediction {
  readonly [key: string]: string | number;
  /** The digit as text. */
  readonly class: string;
  /** Its probability, 0 to 1. */
  readonly score: number;
}

/** All digits, the likeliest first; equals in the order of the digits. */
export function rankClasses(scores: readonly number[]): ClassPrediction[] {
  return scores
    .map((score, digit) => ({ class: String(digit), score: round(score) }))
    .sort((a, b) => b.score - a.score);
}
