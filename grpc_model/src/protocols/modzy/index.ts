import type { Serving } from '../../serving/serving';
import type { GrpcService } from '../../transport/grpc-listener';
import { modzyDefinitions, modzyService } from './definition';
import { modzyHandlers } from './grpc';

/** The name under which health of this contract is asked for. */
export const MODZY_SERVICE_NAME = 'ModzyModel';

/** The Modzy container contract as a gRPC service. */
export function modzyProtocol(serving: Serving): GrpcService {
  return { definitions: modzyDefinitions, service: modzyService, implementation: { ...modzyHandlers(serving) } };
}
