import { modzy } from './modzy';
import { openInferenceGrpc, openInferenceRest, openInferenceStream } from './open-inference';
import { openInferenceJson } from './open-inference-json';
import { openInferenceTyped } from './open-inference-typed';
import type { Ports, Protocol } from './protocol';

export type { AskedModel, Ports, Protocol } from './protocol';
export { Matrix } from './matrix';

/** Every protocol that the server speaks, in each of its encodings; the first is the one that the others are compared with. */
export function everyProtocol(ports: Ports): readonly [Protocol, ...Protocol[]] {
  return [
    modzy(ports),
    openInferenceGrpc(ports),
    openInferenceTyped(ports),
    openInferenceStream(ports),
    openInferenceRest(ports),
    openInferenceJson(ports),
  ];
}
