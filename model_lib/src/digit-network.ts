import { InferenceSession, Tensor } from 'onnxruntime-node';
import { digitSide } from './normalise';

/** What the network says about one digit. */
export interface Answer {
  /** The probability of each digit, 0 to 9; they add up to 1. */
  readonly scores: readonly number[];
  /** 0 (a digit like those of the training) to 1 (nothing of the kind). */
  readonly distance: number;
  /** The distance from which on an input counts as drifted. */
  readonly threshold: number;
}

const pictureSize = digitSide * digitSide;

/** The trained network, ready to run. */
export class DigitNetwork {
  private constructor(private readonly session: InferenceSession) {}

  /** Opens an ONNX file that the training wrote. */
  static async open(file: string): Promise<DigitNetwork> {
    // One worker process per core runs a model each: more threads would only take them from each other.
    return new DigitNetwork(await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 }));
  }

  /** Answers any number of normalised pictures in one run. */
  async answer(pictures: readonly Float32Array[]): Promise<Answer[]> {
    if (pictures.length === 0) return [];
    const values = new Float32Array(pictures.length * pictureSize);
    pictures.forEach((picture, at) => values.set(picture, at * pictureSize));
    const input = new Tensor('float32', values, [pictures.length, 1, digitSide, digitSide]);
    const outputs = await this.session.run({ pictures: input });
    const scores = floatsOf(outputs, 'scores');
    const [threshold = 0] = floatsOf(outputs, 'drift_threshold');
    return floatsOf(outputs, 'drift').map((distance, at) => ({
      scores: scores.slice(at * 10, at * 10 + 10),
      distance,
      threshold,
    }));
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

function floatsOf(outputs: InferenceSession.OnnxValueMapType, name: string): number[] {
  const values = outputs[name]?.data;
  if (!(values instanceof Float32Array))
    throw new Error(`The model has no output "${name}" of floats; train it again.`);
  return Array.from(values);
}
