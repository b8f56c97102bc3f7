import type { ModelHandle } from '../../../catalog/model-handle';

interface Platform {
  /** `<project>_<format>`. */
  readonly platform: string;
  /** What runs it. */
  readonly backend: string;
}

const ONNX: Platform = { platform: 'onnx_onnxv1', backend: 'onnxruntime' };

/** A model with code of its author's. The protocol has no name for it. */
const WRAPPER: Platform = { platform: 'typescript_wrapper', backend: 'typescript' };

export function platformOf({ isOnnx }: Pick<ModelHandle, 'isOnnx'>): Platform {
  return isOnnx ? ONNX : WRAPPER;
}
