import { join } from 'node:path';
import type { Load, LoadResult } from '../processes/load-generator';
import { Child } from './child';

/** What one load found. */
export type LoadFigures = Exclude<LoadResult, { readonly failed: string }>;

/** The load generator, in a process of its own. */
export class Generator extends Child<LoadResult, Load> {
  constructor() {
    super([join(__dirname, '../processes/load-generator.js')]);
  }

  /** @throws Error when a call failed */
  async run(load: Load): Promise<LoadFigures> {
    this.send(load);
    const result = await this.receive();
    if ('failed' in result) throw new Error(result.failed);
    return result;
  }
}
