import { writeFileSync } from 'node:fs';
import { messageOf } from '../grpc_model/src/core/errors';
import { parseArguments, USAGE, type Arguments } from './arguments';
import { meetsTarget, type Benchmark, type BenchmarkOptions, type Measurement, type Outcome } from './benchmark';
import { benchmarks } from './benchmarks';
import { describeMachine, type Machine } from './machine';
import { exitOnSignals } from './support/clean-up';
import { formatTable } from './table';

interface Report {
  readonly name: string;
  readonly outcome: Outcome | { readonly failed: string };
}

/** @returns whether every benchmark could measure, and, with `--strict`, met its targets */
async function main(options: Arguments): Promise<boolean> {
  const chosen = choose(options.only);
  const machine = describeMachine();
  console.log(describe(machine));
  const reports: Report[] = [];
  for (const benchmark of chosen) {
    console.error(`measuring ${benchmark.name} …`);
    reports.push({ name: benchmark.name, outcome: await attempt(benchmark, options) });
  }
  const measurements = reports.flatMap(({ outcome }) => ('measurements' in outcome ? outcome.measurements : []));
  if (measurements.length > 0) console.log(formatTable(measurements));
  for (const { name, outcome } of reports) {
    if ('skipped' in outcome) console.log(`${name} was left out: ${outcome.skipped}`);
    if ('failed' in outcome) console.log(`${name} FAILED: ${outcome.failed}`);
  }
  if (options.jsonFile !== undefined) {
    writeFileSync(
      options.jsonFile,
      `${JSON.stringify({ machine, isQuick: options.isQuick, reports }, undefined, 2)}\n`,
    );
  }
  const hasFailed = reports.some(({ outcome }) => 'failed' in outcome);
  return !hasFailed && !(options.isStrict && measurements.some(isMissed));
}

function describe({ node, processors, processorModel, platform, loadBefore }: Machine): string {
  return `Node ${node}, ${processors} processors (${processorModel}), ${platform}, load ${loadBefore.toFixed(1)} before\n`;
}

function choose(only: readonly string[]): readonly Benchmark[] {
  const known = benchmarks.map(({ name }) => name);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`There is no benchmark "${unknown.join('", "')}"; expected ${known.join(', ')}.`);
  }
  return only.length === 0 ? benchmarks : benchmarks.filter(({ name }) => only.includes(name));
}

async function attempt(benchmark: Benchmark, options: BenchmarkOptions): Promise<Report['outcome']> {
  try {
    return await benchmark.run(options);
  } catch (thrown) {
    return { failed: messageOf(thrown) };
  }
}

function isMissed(measurement: Measurement): boolean {
  return meetsTarget(measurement) === false;
}

function readArguments(): Arguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (thrown) {
    console.error(`${messageOf(thrown)}\n\n${USAGE}`);
    process.exit(2);
  }
}

exitOnSignals();
main(readArguments()).then(
  (isGood) => process.exit(isGood ? 0 : 1),
  (thrown: unknown) => {
    console.error(messageOf(thrown));
    process.exit(1);
  },
);
