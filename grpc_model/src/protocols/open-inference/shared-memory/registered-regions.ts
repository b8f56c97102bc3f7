import { ServingError } from '../../../core/errors';
import { printable } from '../infer/printable';
import type { Parameters } from '../infer-message';
import type { SharedMemory, SharedRegion } from '../open-inference';
import { RegionFile, systemCodeOf } from './region-file';
import { readRegionParameters, type MeantMemory } from './region-parameters';

export interface RegionLimits {
  /** The most regions. */
  readonly maxRegions: number;
  /** The most bytes of all regions together. */
  readonly maxBytes: number;
}

interface RegisteredRegion extends SharedRegion {
  readonly file: RegionFile;
}

/** Names that stand for something else at servers that callers may also know. */
const RESERVED = 'triton_python_backend_shm_region_';

const MAX_NAME_LENGTH = 255;

/** The regions that callers have registered. Each holds its file open until it is unregistered. */
export class RegisteredRegions implements SharedMemory {
  readonly #regions = new Map<string, RegisteredRegion>();
  #bytes = 0;

  /** @param folder where the system keeps shared memory */
  constructor(
    private readonly folder: string,
    private readonly limits: RegionLimits,
  ) {}

  status(name: string): readonly SharedRegion[] {
    const regions = name === '' ? [...this.#regions.values()] : [this.#regionOf(name, 'system shared memory region')];
    return regions.map(({ name: each, key, offset, byteSize }) => ({ name: each, key, offset, byteSize }));
  }

  register(region: SharedRegion): void {
    checkRequest(region);
    this.#checkRoom(region);
    const { name, key, offset, byteSize } = region;
    const file = RegionFile.open(this.folder, key);
    try {
      checkWithin(name, file.byteSize, offset, byteSize);
    } catch (thrown) {
      file.close();
      throw thrown;
    }
    this.#regions.set(name, { name, key, offset, byteSize, file });
    this.#bytes += byteSize;
  }

  /** One that is not registered is none afterwards, either: a caller may tidy up before it begins. */
  unregister(name: string): void {
    for (const each of name === '' ? [...this.#regions.keys()] : [name]) this.#remove(each);
  }

  async read(
    input: string,
    parameters: Parameters,
    checkSize: (byteSize: number) => void,
  ): Promise<Uint8Array | undefined> {
    const meant = readRegionParameters(input, parameters);
    if (meant === undefined) return undefined;
    const { file, at } = this.#placeOf(meant);
    checkSize(meant.byteSize);
    const bytes = await attempt(meant, 'read', () => file.read(at, meant.byteSize));
    if (bytes.byteLength < meant.byteSize) throw shrunk(meant);
    return bytes;
  }

  async write(output: string, parameters: Parameters, bytes: Uint8Array): Promise<boolean> {
    const meant = readRegionParameters(output, parameters);
    if (meant === undefined) return false;
    const { file, at } = this.#placeOf(meant);
    if (meant.byteSize < bytes.byteLength) {
      throw new ServingError(
        'invalid-argument',
        `shared memory size specified with the request for output '${output}' (${meant.byteSize} bytes) should be at least ${bytes.byteLength} bytes to hold the results`,
      );
    }
    const written = await attempt(meant, 'written', () => file.write(at, bytes));
    if (written < bytes.byteLength) throw shrunk(meant);
    return true;
  }

  /** Lets go of every file. */
  close(): void {
    this.unregister('');
  }

  #placeOf({ region: name, offset, byteSize }: MeantMemory): { readonly file: RegionFile; readonly at: number } {
    const region = this.#regionOf(name, 'shared memory region');
    checkWithin(name, region.byteSize, offset, byteSize);
    return { file: region.file, at: region.offset + offset };
  }

  #regionOf(name: string, kind: string): RegisteredRegion {
    const region = this.#regions.get(name);
    if (region === undefined) throw new ServingError('not-found', `Unable to find ${kind}: '${printable(name)}'`);
    return region;
  }

  #checkRoom({ name, byteSize }: SharedRegion): void {
    if (this.#regions.has(name))
      throw new ServingError('already-exists', `shared memory region '${name}' already in manager`);
    const { maxRegions, maxBytes } = this.limits;
    const refuse = (reason: string) => {
      throw new ServingError('resource-exhausted', `${reason}; unregister a region that is not needed any longer.`);
    };
    if (this.#regions.size >= maxRegions)
      refuse(`${this.#regions.size} shared memory regions are registered, and at most ${maxRegions} may be`);
    if (this.#bytes + byteSize > maxBytes) {
      const held = `The registered shared memory regions have ${this.#bytes} bytes, '${name}' has ${byteSize}`;
      refuse(`${held}, and all may have ${maxBytes}`);
    }
  }

  #remove(name: string): void {
    const region = this.#regions.get(name);
    if (region === undefined) return;
    this.#regions.delete(name);
    this.#bytes -= region.byteSize;
    region.file.close();
  }
}

function checkRequest({ name, key, byteSize }: SharedRegion): void {
  const refuse = (message: string) => {
    throw new ServingError('invalid-argument', message);
  };
  if (name === '') refuse("'region name' is necessary to register system shared memory region");
  if (name.startsWith(RESERVED))
    refuse(
      `The name of the shared memory region '${printable(name)}' begins with ${RESERVED}, which is reserved; take another.`,
    );
  if (name.length > MAX_NAME_LENGTH)
    refuse(`The name of a shared memory region has ${name.length} characters; expected at most ${MAX_NAME_LENGTH}.`);
  if (key === '') refuse("Shared memory register request has no 'key' field");
  if (byteSize === 0) refuse("Shared memory register request has no 'byte_size' field");
}

/** @param size of what they are to lie in */
function checkWithin(region: string, size: number, offset: number, byteSize: number): void {
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const refuse = (what: string) => {
    const message = `Invalid ${what} for shared memory region: '${region}'`;
    throw new ServingError('invalid-argument', `${message}. There are ${size} bytes.`);
  };
  if (!isCount(offset) || offset > size) refuse('offset');
  if (!isCount(byteSize) || byteSize > size - offset) refuse('offset + byte size');
}

async function attempt<T>({ region }: MeantMemory, done: 'read' | 'written', act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw new ServingError(
      'failed-precondition',
      `The shared memory region '${region}' could not be ${done} (${systemCodeOf(cause)}).`,
      { cause },
    );
  }
}

function shrunk({ region }: MeantMemory): ServingError {
  return new ServingError(
    'failed-precondition',
    `The file of the shared memory region '${region}' is shorter than it was when the region was registered; ` +
      'unregister it, and register it again.',
  );
}
