import type { Measurement } from '../benchmark';
import { median, medianDifference, medianRatio } from '../statistics';

/** What is measured, and what it is held against. */
export type Sides<T> = Readonly<Record<'subject' | 'baseline', T>>;

/** Runs both sides in turn, each first every other time, so that neither profits from the machine's drift. */
export async function interleave<T>(rounds: number, sides: Sides<() => Promise<T>>): Promise<Sides<T[]>> {
  const found: Sides<T[]> = { subject: [], baseline: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['subject', 'baseline'] as const) : (['baseline', 'subject'] as const);
    for (const name of order) found[name].push(await sides[name]());
  }
  return found;
}

/** The figures of both sides, one of each round, as a measurement. */
export function compared(what: string, unit: Measurement['unit'], figures: Sides<readonly number[]>): Measurement {
  const { subject, baseline } = figures;
  return {
    what,
    unit,
    value: median(subject),
    baseline: median(baseline),
    ratio: medianRatio(subject, baseline),
    difference: medianDifference(subject, baseline),
    runs: subject,
  };
}

/** One figure of the many that both sides have found in each round. */
export function pick<Name extends string>(
  name: Name,
  { subject, baseline }: Sides<readonly Readonly<Record<Name, number>>[]>,
): Sides<number[]> {
  return { subject: subject.map((each) => each[name]), baseline: baseline.map((each) => each[name]) };
}
