import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { readProject } from '../grpc_model/src/config/project';

const PACKAGES = ['@grpc/grpc-js', '@grpc/proto-loader', 'onnxruntime-node', 'sharp'];

/** What figures depend on. Nothing that names the machine. */
export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly processors: number;
  readonly processorModel: string;
  readonly memoryMb: number;
  /** How many processes wanted to run in the minute before: above 0.2 or so, somebody else is busy. */
  readonly loadBefore: number;
  readonly packages: Readonly<Record<string, string>>;
}

export function describeMachine(): Machine {
  return {
    node: process.version,
    v8: process.versions.v8,
    platform: `${process.platform}/${process.arch}`,
    processors: availableParallelism(),
    processorModel: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 1e6),
    loadBefore: loadavg()[0] ?? NaN,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, installedVersion(name)])),
  };
}

function installedVersion(name: string): string {
  const path = join(readProject(__dirname).folder, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
  return version;
}
