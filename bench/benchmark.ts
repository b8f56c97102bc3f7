/** One figure, and what it is held against. */
export interface Measurement {
  readonly what: string;
  /** The median of the runs. */
  readonly value: number;
  readonly unit: Unit;
  /** The same figure of the raw baseline, from the same run of the benchmark. */
  readonly baseline?: number;
  /** How often `value` holds `baseline`: the median of the ratios of neighbouring runs, or of the two medians. */
  readonly ratio?: number;
  /** By how much `value` exceeds `baseline`: the median of the differences of neighbouring runs. */
  readonly difference?: number;
  readonly target?: Target;
  /** Every run's figure, in order. */
  readonly runs?: readonly number[];
}

export type Unit = 's' | 'ms' | 'µs' | 'MB' | 'kB' | 'calls/s' | '%';

/** A bound on one of a measurement's figures. */
export interface Target {
  readonly of: 'value' | 'ratio' | 'difference';
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
}

export interface BenchmarkOptions {
  /** Fewer and shorter runs: to see that it works, not to quote. */
  readonly isQuick: boolean;
  /** The container image to measure. */
  readonly image: string | undefined;
}

/** What a benchmark found, or why it could not look. */
export type Outcome = { readonly measurements: readonly Measurement[] } | { readonly skipped: string };

export interface Benchmark {
  readonly name: string;
  run(options: BenchmarkOptions): Promise<Outcome>;
}

/** @returns undefined when the measurement has no target */
export function meetsTarget(measurement: Measurement): boolean | undefined {
  const { target } = measurement;
  if (target === undefined) return undefined;
  const figure = measurement[target.of] ?? NaN;
  return target.bound === 'at most' ? figure <= target.limit : figure >= target.limit;
}
