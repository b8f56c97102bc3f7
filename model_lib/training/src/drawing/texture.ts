import { blur } from './paper';
import type { GreyPicture } from '../../../src/grey-picture';
import type { Random } from '../random';

/** A picture of no drawing at all. */
export type Texture = (random: Random) => GreyPicture;

/** What the network is shown as "no digit". */
export const trainingTextures: readonly Texture[] = [whiteNoise, clouds, stripes, dots];

/** What the test uses instead: none of these kinds was trained with. */
export const heldOutTextures: readonly Texture[] = [fallenLeaves, cells, horizon];

/** Noise of kinds that were not trained with either. */
export const heldOutNoise: readonly Texture[] = [saltAndPepper, coarseGrain];

const side = 72;

function paint(level: (x: number, y: number) => number): GreyPicture {
  const pixels = new Uint8Array(side * side);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = Math.min(255, Math.max(0, level(at % side, Math.floor(at / side))));
  }
  return { width: side, height: side, pixels };
}

/** Every pixel for itself. */
function whiteNoise(random: Random): GreyPicture {
  const depth = random.between(40, 128);
  return paint(() => 128 + random.between(-depth, depth));
}

/** Some pixels black, some white, the others grey. */
function saltAndPepper(random: Random): GreyPicture {
  const share = random.between(0.05, 0.45);
  return paint(() => (random.chance(share) ? random.pick([0, 255]) : 128));
}

/** Squares of random tones. */
function coarseGrain(random: Random): GreyPicture {
  const grain = random.integer(3, 9);
  const tones = Array.from({ length: 24 * 24 }, () => random.between(0, 255));
  return paint((x, y) => tones[Math.floor(y / grain) * 24 + Math.floor(x / grain)] ?? 0);
}

/** Noise of several scales on top of each other. */
function clouds(random: Random): GreyPicture {
  const layers = [2, 6, 16].map((passes) => {
    const noise = Float32Array.from({ length: side * side }, () => random.normal(1));
    return { passes, values: blur(noise, side, side, passes), weight: random.between(0.2, 1) * passes };
  });
  return paint(
    (x, y) => 128 + 60 * layers.reduce((sum, { values, weight }) => sum + weight * (values[y * side + x] ?? 0), 0),
  );
}

function stripes(random: Random): GreyPicture {
  const [dx, dy, phase] = [random.normal(0.5), random.normal(0.5), random.between(0, 6)];
  const [bend, grain] = [random.normal(1.5), random.between(0, 20)];
  return paint(
    (x, y) => 128 + 100 * Math.sin(dx * x + dy * y + phase + bend * Math.sin(y / 15)) + random.normal(grain),
  );
}

function dots(random: Random): GreyPicture {
  const spots = Array.from({ length: random.integer(3, 60) }, () => ({
    x: random.between(0, side),
    y: random.between(0, side),
    radius: random.between(1, 6),
  }));
  return paint((x, y) => (spots.some((spot) => Math.hypot(x - spot.x, y - spot.y) < spot.radius) ? 40 : 210));
}

/** Discs of all sizes over each other: the statistics of edges in photographs ("dead leaves"). */
function fallenLeaves(random: Random): GreyPicture {
  const leaves = Array.from({ length: 150 }, () => ({
    x: random.between(0, side),
    y: random.between(0, side),
    radius: 2 / Math.sqrt(random.between(0.004, 1)),
    tone: random.between(0, 255),
    shade: random.normal(3),
  }));
  return paint((x, y) => {
    const leaf = leaves.find((each) => Math.hypot(x - each.x, y - each.y) < each.radius);
    return (leaf?.tone ?? 128) + (leaf?.shade ?? 0) * (x - (leaf?.x ?? 0)) + random.normal(5);
  });
}

/** Patches around random seeds, with a tone each. */
function cells(random: Random): GreyPicture {
  const seeds = Array.from({ length: random.integer(6, 40) }, () => ({
    x: random.between(0, side),
    y: random.between(0, side),
    tone: random.between(0, 255),
  }));
  return paint((x, y) => {
    const nearest = seeds.reduce((best, each) =>
      (x - each.x) ** 2 + (y - each.y) ** 2 < (x - best.x) ** 2 + (y - best.y) ** 2 ? each : best,
    );
    return nearest.tone + random.normal(4);
  });
}

/** Sky over hills over ground, with grain that differs. */
function horizon(random: Random): GreyPicture {
  const [base, swing, wave] = [random.between(20, 50), random.between(3, 14), random.between(0.05, 0.4)];
  const [sky, ground] = [random.between(140, 250), random.between(20, 120)];
  const phase = random.between(0, 6);
  return paint((x, y) => {
    const ridge = base + swing * Math.sin(wave * x + phase) + 3 * Math.sin(x * 0.7);
    return y < ridge ? sky - y + random.normal(3) : ground + random.normal(25) + 40 * Math.sin(x * y * 0.01);
  });
}
