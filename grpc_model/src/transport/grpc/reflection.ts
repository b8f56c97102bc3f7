import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';

/** What the library indexes, by full name, for each version of the reflection protocol. */
interface Index {
  readonly services: Record<string, unknown>;
  readonly symbols: Record<string, unknown>;
}

/** Adds server reflection, versions v1 and v1alpha. */
export function addReflection(server: Server, definitions: PackageDefinition): void {
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
