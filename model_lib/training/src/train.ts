import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digitSet, trainingSet } from './data-set';
import { openFonts } from './drawing/glyphs';
import { answer, quantile } from './evaluation';
import { digitLayers, firstWeights } from './network/digit-network';
import { inferenceGraph } from './network/inference-graph';
import { train } from './network/trainer';
import { Random } from './random';
import { drawTestSets, evaluate, writeReport } from './report';
import type { TestSets } from './report';
import { splitSources } from './samples';
import { writeSprite } from './test-sprite';

/** Everything that chance decides follows from this number. */
const seed = 20260101;
const pictureCount = numberFrom('TRAINING_PICTURES', 80_000);
const schedule = { steps: numberFrom('TRAINING_STEPS', 12_000), batchSize: 64, rate: 0.002 };
/** At most this share of unseen digits may count as drifted; set on other digits, with some room. */
const undriftedShare = 0.982;

const project = resolve(__dirname, '../../../../..');
const modelFolder = join(project, 'asset_bundle/1.0.0/weights');
const fixtureFolder = join(project, 'model_lib/tests/fixtures/held-out');
const reportFile = join(project, 'model_lib/training/report.json');
const started = performance.now();

async function main(): Promise<void> {
  const random = new Random(seed);
  const sources = splitSources(openFonts());
  const data = trainingSet(pictureCount, sources.training, random.fork());
  say(`${pictureCount} pictures drawn`);
  const layers = digitLayers();
  const weights = firstWeights(layers, random.fork());
  await train(layers, weights, data, schedule, random.fork(), (step, loss) =>
    say(`step ${step}: loss ${loss.toFixed(4)}`),
  );

  const calibration = digitSet(8000, sources.calibration, random.fork());
  const undecided = await answer(inferenceGraph(layers, weights, 1), calibration);
  const threshold = Math.fround(quantile(undecided.drift, undriftedShare));
  const model = inferenceGraph(layers, weights, threshold);
  mkdirSync(modelFolder, { recursive: true });
  writeFileSync(join(modelFolder, 'digits.onnx'), model);
  say(`the model has ${model.length} bytes`);

  const sets = drawTestSets(sources.test, random.fork());
  await writeFixtures(sets);
  const report = await evaluate(model, sets, threshold);
  writeFileSync(reportFile, writeReport(report));
  say(`accuracy ${report.accuracy}; drifted ${JSON.stringify(report.drifted)}`);
  process.stdout.write(`${report.confusion.map((row) => row.join('\t')).join('\n')}\n`);
}

async function writeFixtures(sets: TestSets): Promise<void> {
  for (const [name, set] of Object.entries(sets)) await writeSprite(fixtureFolder, name, set);
}

function numberFrom(variable: string, standard: number): number {
  const text = process.env[variable] ?? String(standard);
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`${variable} is "${text}"; give a whole number above 0, or leave it out for ${standard}.`);
}

function say(text: string): void {
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);
}

void main();
