import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'opentype.js';
import type { Font, PathCommand } from 'opentype.js';
import type { Outline, Point } from './point';
import { boundsOf } from './point';

/** One font of a pinned npm package, from which characters are taken as outlines. */
export class GlyphSource {
  readonly #outlines = new Map<string, Outline[] | undefined>();
  readonly #font: Font;

  constructor(
    readonly name: string,
    file: string,
  ) {
    const bytes = readFileSync(file);
    this.#font = parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** The outlines of a text, in a box of height 1 (y downwards); undefined when the font lacks a character. */
  outlines(text: string): Outline[] | undefined {
    if (!this.#outlines.has(text)) this.#outlines.set(text, this.#read(text));
    return this.#outlines.get(text);
  }

  #read(text: string): Outline[] | undefined {
    if ([...text].some((character) => this.#font.charToGlyphIndex(character) === 0)) return undefined;
    const outlines = flatten(this.#font.getPath(text, 0, 0, 1000).commands);
    if (outlines.length === 0) return undefined;
    const { left, top, width, height } = boundsOf(outlines.flat());
    const scale = 1 / Math.max(width, height, 1);
    const move = ({ x, y }: Point): Point => ({
      x: 0.5 + (x - left - width / 2) * scale,
      y: 0.5 + (y - top - height / 2) * scale,
    });
    return outlines.map((outline) => outline.map(move));
  }
}

/** Opens the regular latin face of every installed `@fontsource` package, in the order of their names. */
export function openFonts(): GlyphSource[] {
  const folder = dirname(dirname(require.resolve('@fontsource/caveat/package.json')));
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const files = readdirSync(join(folder, name, 'files')).sort();
      const file = files.find((each) => each.endsWith('latin-400-normal.woff') && !each.includes('ext'));
      return file === undefined ? [] : [new GlyphSource(name, join(folder, name, 'files', file))];
    });
}

const stepsPerCurve = 6;

function flatten(commands: readonly PathCommand[]): Outline[] {
  const outlines: Point[][] = [];
  let pen: Point = { x: 0, y: 0 };
  for (const command of commands) {
    if (command.type === 'Z') continue;
    const to = { x: command.x, y: command.y };
    if (command.type === 'M') outlines.push([]);
    const points = command.type === 'Q' || command.type === 'C' ? bend(pen, command, to) : [to];
    outlines.at(-1)?.push(...points);
    pen = to;
  }
  return outlines.filter((outline) => outline.length > 2);
}

type Curve = Extract<PathCommand, { type: 'Q' | 'C' }>;

function bend(from: Point, command: Curve, to: Point): Point[] {
  const first = { x: command.x1, y: command.y1 };
  return Array.from({ length: stepsPerCurve }, (_, step) => {
    const t = (step + 1) / stepsPerCurve;
    if (command.type === 'Q') return mix(mix(from, first, t), mix(first, to, t), t);
    const second = { x: command.x2, y: command.y2 };
    const middle = mix(first, second, t);
    return mix(mix(mix(from, first, t), middle, t), mix(middle, mix(second, to, t), t), t);
  });
}

function mix(from: Point, to: Point, t: number): Point {
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
}
