import type { Serving } from '../../serving/serving';
import type { GrpcService } from '../../transport/grpc/grpc-listener';
import { asItIs } from '../../transport/grpc/message-codec';
import { modzyDefinitions, modzyService } from './definition';
import { toGrpcStatus } from './errors';
import { modzyRpcs, type ModzyOptions } from './grpc';
import { encodeRunResponse } from './run-response';

/** The name under which health of this contract is asked for. */
export const MODZY_SERVICE_NAME = 'ModzyModel';

/** The Modzy container contract as a gRPC service. */
export function modzyProtocol(serving: Serving, options: ModzyOptions): GrpcService {
  // The handler decodes requests itself, within the bounds that the options set.
  const Run = { ...modzyService.Run, requestDeserialize: asItIs, responseSerialize: encodeRunResponse };
  return {
    protocol: 'modzy',
    definitions: () => modzyDefinitions,
    service: { ...modzyService, Run },
    rpcs: { ...modzyRpcs(serving, options) },
    toStatus: toGrpcStatus,
  };
}
