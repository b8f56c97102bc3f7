import { join } from 'node:path';
import { failure, ItemFailure, ModelWrapper, results } from '../../grpc_model/src/contract';
import type { InferenceOptions, JsonValue, ModelInput, ModelOutput } from '../../grpc_model/src/contract';
import { decodePicture } from './decode-picture';
import type { Picture } from './decode-picture';
import { DigitNetwork } from './digit-network';
import type { Answer } from './digit-network';
import { markImportantPart } from './important-part';
import { emptyPicture, normalise } from './normalise';
import type { NormalDigit } from './normalise';
import { occlusionSaliency } from './occlusion';
import { rankClasses } from './rank-classes';
import { round } from './round';
import { encodeRuns } from './run-length';

/** A picture and the drawing on it, or none when it shows nothing but paper. */
interface Reading {
  readonly picture: Picture;
  readonly digit: NormalDigit | undefined;
}

/** Without ink no digit is likelier than another, and nothing could be farther from one. */
const blank = { scores: new Array<number>(10).fill(0.1), distance: 1 };

/** Reads one handwritten digit from a picture. */
export default class DigitClassifier extends ModelWrapper {
  #network: DigitNetwork | undefined;

  override async load(): Promise<void> {
    this.#network = await DigitNetwork.open(join(this.bundle.folder, 'weights', 'digits.onnx'));
  }

  override async handleDiscreteInput(input: ModelInput, options: InferenceOptions): Promise<ModelOutput> {
    const reading = await read(input);
    const [answer] = await this.#answer([reading]);
    return this.#report(reading, answer, options);
  }

  /** One run of the network for all pictures; a picture that cannot be read fails alone. */
  override async handleDiscreteInputBatch(
    inputs: readonly ModelInput[],
    options: InferenceOptions,
  ): Promise<(ModelOutput | ItemFailure)[]> {
    const readings = await readEach(inputs, options.signal);
    const answers = await this.#answer(readings.filter(isRead));
    const outputs: (ModelOutput | ItemFailure)[] = [];
    for (const reading of readings) {
      outputs.push(isRead(reading) ? await this.#report(reading, answers.shift(), options) : reading);
    }
    return outputs;
  }

  override async close(): Promise<void> {
    await this.#network?.close();
    this.#network = undefined;
  }

  /** Answers for all readings, in their order. */
  async #answer(readings: readonly Reading[]): Promise<Answer[]> {
    const answers = await this.#open().answer(readings.map(({ digit }) => digit?.pixels ?? emptyPicture));
    return answers.map((answer, at) => (readings[at]?.digit === undefined ? { ...answer, ...blank } : answer));
  }

  async #report(reading: Reading, answer: Answer | undefined, options: InferenceOptions): Promise<ModelOutput> {
    if (answer === undefined) throw new Error('The network left a picture without an answer.');
    return results({
      result: { classPredictions: rankClasses(answer.scores) },
      explanation: options.explain ? await this.#explain(reading, answer, options.signal) : undefined,
      drift: options.detectDrift ? { distance: round(answer.distance), threshold: round(answer.threshold) } : undefined,
    });
  }

  /** Marks the tenth of the picture that speaks most for the predicted digit; nothing where nothing is drawn. */
  async #explain({ picture, digit }: Reading, { scores }: Answer, signal: AbortSignal): Promise<JsonValue> {
    const { width, height } = picture;
    if (digit === undefined) return { maskRLE: [width * height], dimensions: { height, width } };
    const predicted = scores.indexOf(Math.max(...scores));
    const score = async (pictures: readonly Float32Array[]): Promise<number[]> =>
      (await this.#open().answer(pictures)).map((each) => each.scores[predicted] ?? 0);
    const saliency = await occlusionSaliency(digit.pixels, score, signal);
    const mask = markImportantPart(saliency, digit.frame, width, height);
    return { maskRLE: encodeRuns(mask), dimensions: { height, width } };
  }

  #open(): DigitNetwork {
    if (this.#network === undefined) throw new Error('The model is not loaded; call load() first.');
    return this.#network;
  }
}

function isRead(reading: Reading | ItemFailure): reading is Reading {
  return !(reading instanceof ItemFailure);
}

async function read(input: ModelInput): Promise<Reading> {
  const picture = await decodePicture(input.bytes('image'));
  return { picture, digit: normalise(picture.grey) };
}

/** One after the other: sixteen large pictures at once would not fit into the memory. */
async function readEach(inputs: readonly ModelInput[], signal: AbortSignal): Promise<(Reading | ItemFailure)[]> {
  const readings: (Reading | ItemFailure)[] = [];
  for (const input of inputs) {
    signal.throwIfAborted();
    readings.push(await read(input).catch(failure));
  }
  return readings;
}
