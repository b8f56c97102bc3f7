import type { Weights } from './digit-network';

const firstDecay = 0.9;
const secondDecay = 0.999;
const leastRoot = 1e-8;

/** The Adam method with decoupled weight decay: moves weights against their gradients, in place. */
export class Adam {
  readonly #moments = new Map<string, { first: Float32Array; second: Float32Array }>();
  #steps = 0;

  constructor(private readonly weightDecay: number) {}

  step(weights: Weights, gradients: ReadonlyMap<string, Float32Array>, rate: number): void {
    this.#steps++;
    const scale = (rate * Math.sqrt(1 - secondDecay ** this.#steps)) / (1 - firstDecay ** this.#steps);
    for (const [name, { values }] of weights) {
      const gradient = gradients.get(name);
      if (gradient === undefined) throw new Error(`The weight "${name}" has no gradient.`);
      this.#move(name, values, gradient, scale, 1 - rate * this.weightDecay);
    }
  }

  #move(name: string, values: Float32Array, gradient: Float32Array, scale: number, keep: number): void {
    const { first, second } = this.#momentsOf(name, values.length);
    for (let at = 0; at < values.length; at++) {
      const slope = gradient[at] ?? 0;
      const mean = firstDecay * (first[at] ?? 0) + (1 - firstDecay) * slope;
      const square = secondDecay * (second[at] ?? 0) + (1 - secondDecay) * slope * slope;
      first[at] = mean;
      second[at] = square;
      values[at] = (values[at] ?? 0) * keep - (scale * mean) / (Math.sqrt(square) + leastRoot);
    }
  }

  #momentsOf(name: string, size: number): { first: Float32Array; second: Float32Array } {
    const known = this.#moments.get(name) ?? { first: new Float32Array(size), second: new Float32Array(size) };
    this.#moments.set(name, known);
    return known;
  }
}
