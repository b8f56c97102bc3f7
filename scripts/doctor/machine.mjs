// Disk, shared memory, memory and processors. What older versions of Node lack is looked up at the module: importing it by
// name would stop the doctor before it could say that Node is too old.
import fs from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { gigabytes, notice, ok, warning } from './finding.mjs';

/** What "npm ci" takes, measured, with room to spare. */
const PACKAGES_BYTES = 0.7e9;
/** The base image, the layers of the build and the image. */
const IMAGE_BYTES = 2.5e9;
/** The compiler takes half of that; the example model and its workers the rest. */
const MEMORY_BYTES = 1e9;
const SHARED_MEMORY_DEFAULT = 8 * 2 ** 20;
const SHARED_MEMORY_FOLDER = '/dev/shm';

export function checkMachine(root, environment) {
  return [checkDisk(root), checkSharedMemory(environment), checkMemory(), ok('processors', String(processors()))];
}

/** Older versions of Node know only how many there are, not how many this process may use. */
function processors() {
  return os.availableParallelism?.() ?? os.cpus().length;
}

function freeBytes(folder) {
  if (fs.statfsSync === undefined) return undefined;
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
}

function checkDisk(root) {
  const free = freeBytes(root);
  if (free === undefined) return notice('disk', 'this version of Node cannot tell how much is free');
  const needed = (fs.existsSync(join(root, 'node_modules')) ? 0 : PACKAGES_BYTES) + IMAGE_BYTES;
  const found = `${gigabytes(free)} free`;
  if (free >= needed) return ok('disk', found);
  const mend = 'docker system prune, or npm cache clean --force, or remove something else';
  return warning('disk', `${found}; packages and image take up to ${gigabytes(needed)}`, mend);
}

function checkSharedMemory(environment) {
  const name = 'shared memory';
  const perWorker = Number(environment.SHARED_MEMORY_BYTES ?? SHARED_MEMORY_DEFAULT);
  const workers = Number(environment.WORKERS ?? 0) || processors();
  if (perWorker === 0) return ok(name, 'not used (SHARED_MEMORY_BYTES is 0)');
  if (!fs.existsSync(SHARED_MEMORY_FOLDER)) {
    return notice(
      name,
      `there is no ${SHARED_MEMORY_FOLDER}; large inputs go to workers through sockets, which is slower`,
    );
  }
  const free = freeBytes(SHARED_MEMORY_FOLDER);
  const megabytes = (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`;
  if (free === undefined) return notice(name, 'this version of Node cannot tell how much is free');
  const found = `${megabytes(free)} free in ${SHARED_MEMORY_FOLDER}; ${workers} workers of a model use up to ${megabytes(perWorker * workers)}`;
  if (free >= perWorker * workers) return ok(name, found);
  return warning(name, found, 'in a container: docker run --shm-size=1g; else SHARED_MEMORY_BYTES=0');
}

function checkMemory() {
  const limit = process.constrainedMemory?.() ?? 0;
  // Without a limit Node gives 0, or a number beyond all memory.
  const isLimited = limit > 0 && limit < os.totalmem();
  const bytes = isLimited ? limit : os.totalmem();
  const found = `${gigabytes(bytes)}${isLimited ? ' (the limit of this control group)' : ''}`;
  if (bytes >= MEMORY_BYTES) return ok('memory', found);
  return warning(
    'memory',
    `${found}; compiling and serving take about ${gigabytes(MEMORY_BYTES)}`,
    'give the machine or container more memory',
  );
}
