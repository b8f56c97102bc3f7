import type { ModelRef } from '../../core/model-ref';

/** A model as calls name it: a name alone means the server's default version. */
export type ModelName = string | ModelRef;

/** A model as requests name it. */
export interface NamedModel {
  readonly name: string;
  /** Empty: the default version. */
  readonly version: string;
}

export function toNamedModel(model: ModelName): NamedModel {
  return typeof model === 'string' ? { name: model, version: '' } : { name: model.name, version: model.version ?? '' };
}
