import type { ModelHandle } from '../../../catalog/model-handle';
import type { ModelSignature, TensorSpec } from '../infer/signature';
import { platformOf } from './platform';
import { isReady } from './readiness';
import type { ModelMetadata, TensorMetadata } from './schemas';

/**
 * What a model is and takes and gives (contract section 2).
 *
 * @param isOfVersion the caller has named a version, so that no other one is told of
 */
export function toModelMetadata(
  handle: Pick<ModelHandle, 'name' | 'version' | 'listing' | 'isOnnx'>,
  { inputs, outputs }: ModelSignature,
  isOfVersion: boolean,
): ModelMetadata {
  return {
    name: handle.name,
    versions: isOfVersion ? [handle.version.text] : readyVersions(handle),
    platform: platformOf(handle).platform,
    inputs: inputs.map(toTensorMetadata),
    outputs: outputs.map(toTensorMetadata),
  };
}

/** The newest last, as Triton has them. */
function readyVersions({ listing }: Pick<ModelHandle, 'listing'>): string[] {
  return listing.versions
    .filter(isReady)
    .map(({ version }) => version.text)
    .reverse();
}

function toTensorMetadata({ name, datatype, shape }: TensorSpec): TensorMetadata {
  return { name, datatype, shape: [...shape] };
}
