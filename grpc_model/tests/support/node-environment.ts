import { TestEnvironment } from 'jest-environment-node';

const SHARED = [
  'Int8Array',
  'Uint8ClampedArray',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
] as const;

/**
 * Node's environment with the outer realm's typed arrays: native modules (onnxruntime-node) recognise only those, and a
 * test file otherwise has its own. And with `requireNatively`, which is Node's own `require`: under jest's, a package cannot
 * `import()`.
 */
export default class SharedTypedArraysEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.defineProperty(this.global, 'requireNatively', { value: require });
    for (const name of SHARED) Object.defineProperty(this.global, name, { value: globalThis[name] });
  }
}
