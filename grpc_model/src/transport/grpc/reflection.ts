import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { addLateService, type LateRpc } from './late-service';

/** What the library indexes, by full name, for each version of the reflection protocol. */
interface Index {
  readonly services: Record<string, unknown>;
  readonly symbols: Record<string, unknown>;
}

const RPCS: readonly LateRpc[] = ['v1', 'v1alpha'].map((version) => ({
  path: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
  requestStream: true,
  responseStream: true,
}));

/**
 * Adds server reflection, versions v1 and v1alpha. Indexing the definitions takes longer than everything else that a port
 * needs: it is done when somebody asks.
 *
 * @param definitions gives all of the server
 */
export function addReflection(server: Server, definitions: () => PackageDefinition): void {
  addLateService(server, RPCS, (taker) => addIndexed(taker, definitions()));
}

function addIndexed(server: Server, definitions: PackageDefinition): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { ReflectionService } = require('@grpc/reflection') as typeof import('@grpc/reflection');
  const reflection = new ReflectionService(definitions);
  // The library (1.0.4) puts a dot before the names of a file without a package, and then finds none of them.
  const { v1, v1Alpha } = reflection as unknown as { readonly v1: Index; readonly v1Alpha: Index };
  for (const { services, symbols } of [v1, v1Alpha]) {
    removeLeadingDots(services);
    removeLeadingDots(symbols);
  }
  reflection.addToServer(server);
}

function removeLeadingDots(names: Record<string, unknown>): void {
  for (const name of Object.keys(names).filter((each) => each.startsWith('.'))) {
    names[name.slice(1)] = names[name];
    Reflect.deleteProperty(names, name);
  }
}
