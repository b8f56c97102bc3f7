import { ModelWrapper } from '../contract';
import type { Signature } from './executor';

/**
 * A wrapper that the server brings along, so that a model needs no code. What an author would declare, it reads from the
 * model's file. Authors cannot extend it: they import the contract alone.
 */
export abstract class RuntimeWrapper extends ModelWrapper {
  /** What the model takes and gives; known once `load` has succeeded. */
  abstract signature(): Signature;

  /** Whether items of this model may share a call; known once `load` has succeeded. */
  abstract canBatch(): boolean;
}
