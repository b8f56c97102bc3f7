import { join } from 'node:path';
import type { Load, LoadFigures, LoadResult } from '../processes/load-generator';
import { Child } from './child';

/** The load generator, in a process of its own. */
export class Generator extends Child<LoadResult, Load> {
  constructor() {
    super([join(__dirname, '../processes/load-generator.js')]);
  }

  /** @throws Error when a call of a closed loop failed */
  async run(load: Load): Promise<LoadFigures> {
    this.send(load);
    const result = await this.receive();
    if ('failed' in result) throw new Error(result.failed);
    return result;
  }
}
