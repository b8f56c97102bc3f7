import { digitSkeletons } from './drawing/digit-skeletons';
import { exaggeratedHand, usualHand } from './drawing/distortion';
import type { Looseness } from './drawing/distortion';
import type { GlyphSource } from './drawing/glyphs';
import { drawOutlines, drawPaths, drawSkeleton } from './drawing/hand';
import { heldOutSkeletons } from './drawing/held-out-skeletons';
import { scribble } from './drawing/scribble';
import type { Skeleton } from './drawing/skeleton';
import { heldOutTextures, trainingTextures } from './drawing/texture';
import type { Texture } from './drawing/texture';
import type { Random } from './random';
import type { GreyPicture } from '../../src/grey-picture';

/** The sources of one split; nothing but chance is shared between the splits. */
export interface Sources {
  readonly fonts: readonly GlyphSource[];
  readonly skeletons: readonly (readonly Skeleton[])[];
  readonly textures: readonly Texture[];
  /** How loosely it is drawn; every drawing takes one of them. */
  readonly hands: readonly Looseness[];
}

/** What a drawing shows. */
export type Kind = 'digit' | 'letter' | 'sign' | 'scribble' | 'noise' | 'texture';

export interface Drawing {
  readonly kind: Kind;
  /** The digit 0 to 9, or the characters drawn, or nothing. */
  readonly text: string;
  readonly picture: GreyPicture;
}

export const allLetters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
/** These have the shape of a zero or a one: no picture of a single character can tell them apart. */
export const lettersLikeDigits = [...'OoIl'];
const signs = [...'?!&@#%$+=*<>{}[]~', '12', '34', '70', '85', '29', '46', '10', 'ab', 'no', 'Hi', '-', '^', 'x3'];

/** Condensed so far that hardly a hand writes like it: worth learning from, no measure of success. */
const onlyForTraining = ['amatic-sc'];

/** Every sixth font, and other ways of writing, are kept for the test; one more sixth sets the drift threshold. */
export function splitSources(fonts: readonly GlyphSource[]): Record<'training' | 'calibration' | 'test', Sources> {
  const usual = fonts.filter(({ name }) => !onlyForTraining.includes(name));
  const everySixth = (rest: number): GlyphSource[] => usual.filter((_, at) => at % 6 === rest);
  const [test, calibration] = [everySixth(0), everySixth(1)];
  const rest = fonts.filter((font) => !test.includes(font) && !calibration.includes(font));
  return {
    training: {
      fonts: rest,
      skeletons: digitSkeletons,
      textures: trainingTextures,
      hands: [usualHand, exaggeratedHand],
    },
    calibration: { fonts: calibration, skeletons: heldOutSkeletons, textures: trainingTextures, hands: [usualHand] },
    test: { fonts: test, skeletons: heldOutSkeletons, textures: heldOutTextures, hands: [usualHand] },
  };
}

/** A digit; three of five are drawn with a pen, the others come from fonts. */
export function drawDigit(digit: number, sources: Sources, random: Random): Drawing {
  const text = String(digit);
  const skeletons = sources.skeletons[digit] ?? [];
  const outlines = random.chance(0.4) ? random.pick(sources.fonts).outlines(text) : undefined;
  const picture = outlines
    ? drawOutlines(outlines, random.pick(sources.hands), random)
    : drawSkeleton(random.pick(skeletons), random.pick(sources.hands), random);
  return { kind: 'digit', text, picture };
}

/** A letter of a font that has it. */
export function drawLetter(letter: string, sources: Sources, random: Random): Drawing {
  return drawText('letter', letter, sources, random);
}

function drawText(kind: Kind, text: string, sources: Sources, random: Random): Drawing {
  for (;;) {
    const outlines = random.pick(sources.fonts).outlines(text);
    if (outlines !== undefined)
      return { kind, text, picture: drawOutlines(outlines, random.pick(sources.hands), random) };
  }
}

/** Something that is no digit: mostly letters, also signs, several digits, scribbles and textures. */
export function drawOther(sources: Sources, random: Random): Drawing {
  const letters = allLetters.filter((letter) => !lettersLikeDigits.includes(letter));
  const choice = random.next();
  if (choice < 0.62) return drawLetter(random.pick(letters), sources, random);
  if (choice < 0.76) return drawText('sign', random.pick(signs), sources, random);
  if (choice < 0.9)
    return { kind: 'scribble', text: '', picture: drawPaths(scribble(random), random.pick(sources.hands), random) };
  return { kind: 'texture', text: '', picture: random.pick(sources.textures)(random) };
}
