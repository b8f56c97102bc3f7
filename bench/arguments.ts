import { parseArgs } from 'node:util';
import type { BenchmarkOptions } from './benchmark';

export interface Arguments extends BenchmarkOptions {
  /** Where to write the figures as JSON. */
  readonly jsonFile: string | undefined;
  /** The benchmarks to run; empty for all. */
  readonly only: readonly string[];
  /** Exit with 1 when a target is missed. */
  readonly isStrict: boolean;
}

export const USAGE = `Usage: npm run bench -- [--only NAME]... [--image NAME] [--json FILE] [--quick] [--strict]

  --only NAME   one benchmark; may be given several times
  --image NAME  the container image for container-start
  --json FILE   also writes every run's figures, with the facts of the machine
  --quick       fewer and shorter runs: to see that it works, not to quote
  --strict      exits with 1 when a target is missed`;

/** @throws TypeError for an unknown option */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      json: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      image: { type: 'string' },
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
    },
  });
  const { json, only, image, quick, strict } = values;
  return { jsonFile: json, only, image, isQuick: quick, isStrict: strict };
}
