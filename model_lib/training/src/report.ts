import { digitSet, isTellable, letterSet, textureSet } from './data-set';
import type { DataSet } from './data-set';
import { accuracy, answer, confusion, shareOver } from './evaluation';

import { heldOutNoise, heldOutTextures } from './drawing/texture';
import type { Random } from './random';
import type { Sources } from './samples';

/** Pictures that the training never saw, by kind. */
export interface TestSets {
  readonly digits: DataSet;
  readonly letters: DataSet;
  readonly noise: DataSet;
  readonly textures: DataSet;
}

/** What the model is worth on the test sets. All shares are 0 to 1. */
export interface Report {
  readonly pictures: Readonly<Record<keyof TestSets, number>>;
  readonly accuracy: number;
  /** Rows: the digit drawn; columns: the digit read. */
  readonly confusion: readonly (readonly number[])[];
  readonly driftThreshold: number;
  /** The share of each kind that counts as drifted. */
  readonly drifted: Readonly<Record<string, number>>;
  readonly driftedByLetter: Readonly<Record<string, number>>;
}

export function drawTestSets(sources: Sources, random: Random): TestSets {
  return {
    digits: digitSet(4000, sources, random.fork()),
    letters: letterSet(3120, sources, random.fork()),
    noise: textureSet(300, heldOutNoise, random.fork()),
    textures: textureSet(600, heldOutTextures, random.fork()),
  };
}

export async function evaluate(model: Uint8Array, sets: TestSets, threshold: number): Promise<Report> {
  const { digits, letters, noise, textures } = sets;
  const digitAnswers = await answer(model, digits);
  const letterAnswers = await answer(model, letters);
  const ofLetters = (isChosen: (letter: string) => boolean): number =>
    rounded(shareOver(threshold, letterAnswers, (at) => isChosen(letters.texts[at] ?? '')));
  const others = [letterAnswers, await answer(model, noise), await answer(model, textures)];
  const [, noiseOver = 0, texturesOver = 0] = others.map((answers) => rounded(shareOver(threshold, answers)));
  return {
    pictures: { digits: digits.size, letters: letters.size, noise: noise.size, textures: textures.size },
    accuracy: rounded(accuracy(digits, digitAnswers)),
    confusion: confusion(digits, digitAnswers),
    driftThreshold: threshold,
    drifted: {
      digits: rounded(shareOver(threshold, digitAnswers)),
      lettersButOoIl: ofLetters(isTellable),
      allLetters: ofLetters(() => true),
      noise: noiseOver,
      textures: texturesOver,
    },
    driftedByLetter: Object.fromEntries(
      [...new Set(letters.texts)].map((own) => [own, ofLetters((each) => each === own)]),
    ),
  };
}

/** A report as JSON text, with a line for each row of the confusion table. */
export function writeReport(report: Report): string {
  const text = JSON.stringify(report, null, 2);
  return `${text.replace(/\[[\d\s,]+\]/g, (row) => JSON.stringify(JSON.parse(row)).replaceAll(',', ', '))}\n`;
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
