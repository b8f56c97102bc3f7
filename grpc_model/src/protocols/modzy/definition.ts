import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import modelDescriptor from './generated/model.json';
import type { ModzyModelDefinition } from './generated/ModzyModel';

// Descriptor and types are generated from protos/modzy/model.proto in one step, so each describes the other.
const descriptor: object = modelDescriptor;

/** All definitions of the protocol, for reflection. */
export const modzyDefinitions: PackageDefinition = fromJSON(descriptor, {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
});

/** The service, whose full name has no package. */
export const modzyService = modzyDefinitions['ModzyModel'] as unknown as ModzyModelDefinition;
