import { InvalidInputError, ModelWrapper } from '../../../grpc_model/src/contract';
import type { ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

/**
 * A tensor in, a tensor out: the distance of points from the origin.
 *
 * model.yaml declares FP32 with the shape [-1, 3] and FP32 with [-1]. Callers send `.npy`, a JSON list or raw bytes, and get
 * `.npy`; the server has turned what they sent into a tensor, or refused it.
 */
export default class Distances extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    const points = input.tensor('points');
    // Always so, because model.yaml says it; the compiler does not read model.yaml.
    if (points.datatype !== 'FP32') throw new Error(`"points" is ${points.datatype}; model.yaml must declare FP32.`);
    const [rows = 0, width = 0] = points.shape;
    // An open length in the first place are rows. The server may cut an item with many rows in two and join the answers, so
    // each row is answered from itself alone: no mean over all rows, no sorting.
    const distances = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      const distance = Math.hypot(...points.data.subarray(row * width, (row + 1) * width));
      // A tensor can hold what JSON cannot: decide what it means before it spreads.
      if (!Number.isFinite(distance)) throw new InvalidInputError(`Row ${row} of "points" has no finite distance.`);
      distances[row] = distance;
    }
    return { distances: { datatype: 'FP32', shape: [rows], data: distances } };
  }
}
